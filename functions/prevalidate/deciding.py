"""A centre's two answers to a request, written down; repeating one changes nothing."""

from functions.prevalidate import decision
from functions.prevalidate.decision import RefusalRequest
from shared.catalogue import Centre, Session
from shared.http.call import Call, entity_tag
from shared.http.operation import Answer
from shared.registration import transition, view
from shared.registration.lifecycle import Event, State
from shared.registration.model import Registration
from shared.settings import deadline_rules


def prevalidate(call: Call, registration: Registration, session: Session, centre: Centre) -> Answer:
    if registration.state is State.PREVALIDATED:
        return _answer(registration, centre, call)
    call.expects(registration.version)
    after = decision.prevalidated(registration, session, centre, deadline_rules(), call.cause)
    details = {"deadline_at": after.attributes()["deadline_at"]}
    return call.commit(
        transition.writes(registration, after, Event.PREVALIDATED, call.cause, details), _answer(after, centre, call)
    )


def refuse(call: Call, registration: Registration, centre: Centre, refusal: RefusalRequest) -> Answer:
    if registration.state is State.REFUSED and registration.refusal == refusal.reason:
        return _answer(registration, centre, call)
    call.expects(registration.version)
    after = decision.refused(registration, refusal, call.cause)
    details = refusal.model_dump(mode="json", exclude_none=True)
    return call.commit(
        transition.writes(registration, after, Event.REFUSED, call.cause, details), _answer(after, centre, call)
    )


def _answer(registration: Registration, centre: Centre, call: Call) -> Answer:
    body = view.decided(registration, centre, call)
    return Answer(200, body, {"ETag": entity_tag(registration.version)})
