"""The only writers: verbs with plain values and `by=`; each commits once."""
