"""The processes of an installation: the supervisor of `care run`, web server, workers, ticker, embedded queue."""
