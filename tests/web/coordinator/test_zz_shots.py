from datetime import timedelta
from pathlib import Path
from tests.web.coordinator.test_endings import *
from app.models.accounts import Account
from app.models.supporters import Supporter

def save(name, answer):
    html = text(answer).replace('"/static/', f'"file:///work/trees/change/app/static/')
    Path(f'/tmp/change/shots/{name}.html').write_text(html)

@pytest.mark.parametrize('lang', ['en', 'zh'])
def test_shots(sign_in, cast, pair, lang):
    with transaction():
        for a in (cast.coordinator, cast.he_account):
            db.session.get_one(Account, a).language = lang
        lin = db.session.get_one(Supporter, cast.lin)
        live_match(db.session.get_one(Child, cast.xiaoman), lin, role='officer')
    desk = sign_in(cast.coordinator)
    L = {'headers': {'Accept-Language': lang}}
    with desk.session_transaction() as s:
        pass
    desk.set_cookie('language', lang)
    q = f'?lang={lang}'
    who = public_id_of(Supporter, cast.he)
    a = f"/coordination/circles/repairs/supporters/{who}"
    save(f'ask_{lang}', desk.get(a, **L))
    data = {"occasion": "leaves", "budget": "4", "last_day": (today() + timedelta(days=40)).isoformat()}
    w = desk.post(a, data=data, follow_redirects=True, **L)
    save(f'waiting_{lang}', w)
    search_repair(db.session.scalars(select(CircleRepair.id)).one())
    save(f'found_{lang}', desk.get(w.request.path, **L))
    save(f'endings_{lang}', desk.post(w.request.path + '/choice', data={'choice': 0}, follow_redirects=True, **L))
    who = public_id_of(Supporter, cast.lin)
    w = desk.post(f"/coordination/circles/repairs/supporters/{who}", data=data, follow_redirects=True, **L)
    search_repair(db.session.scalars(select(CircleRepair.id).order_by(CircleRepair.id.desc())).first())
    save(f'uncovered_{lang}', desk.get(w.request.path, **L))
    save(f'plan_{lang}', desk.get(f"/coordination/pairs/{db.session.scalars(select(Match).where(Match.role=='volunteer')).one().public_id}/ending", **L))
    he = sign_in(cast.he_account)
    save(f'own_{lang}', he.get('/me/circle', **L))
    mid = db.session.scalars(select(Match).where(Match.role=='doctor', Match.supporter_id==cast.he)).first().public_id
    save(f'ownend_{lang}', he.get(f'/me/circle/{mid}/ending', **L))
    with transaction():
        for way in (28, 22, 25):
            match = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
            match.state, match.decline_reason, match.minutes, match.answered_at = "declined", "too_far", way, now()
    save(f'limits_{lang}', sign_in(cast.coordinator).get('/coordination/supporters/limits', **L))
