--------------------------- MODULE Registrations ---------------------------
(***************************************************************************)
(* Registrations that contend for the seats of one exam at one centre, and *)
(* everything that can go wrong between a commit and its consequences.     *)
(* docs/decisions/0025-a-model.md says what is in it and what is not.      *)
(*                                                                         *)
(* An action is what happens at once in the real system: a read, a         *)
(* transaction, the handing over of a mail. The comment before it names    *)
(* the rule and the code. tests/model drives that code along these very    *)
(* transitions and compares the states.                                    *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
  Candidates,  \* how many, each with one registration: 1..Candidates
  Followed,    \* those whose consequences are modelled: one's touch nothing of another's
  Capacity,    \* seats
  Crashes,     \* how many things are lost, at most
  Impatient    \* whether the reconciliation also takes up what is still on its ordinary way

Registrations == 1..Candidates

VARIABLES
  \* What the table holds.
  stage,       \* shared/registration/clock.py, Stage; "new" has not been sent
  version,     \* counts the transitions of a followed registration
  due,         \* how many of its moments have passed unheeded: see MomentComes
  taken,       \* the counter of the seats
  money,       \* "none", "received" by the centre, and how it is recorded: "paid" or "late"
  unsettled,   \* the history items whose mail is not marked as sent: the list UNSETTLED
  \* Calls of the API between their read and their write, one a registration.
  call, seen,
  \* What is on its way from a commit to its mail.
  stream,      \* records for `lifecycle`
  queue,       \* orders for `mailer`, first in, first out
  sending,     \* the mail that has been handed over and not marked yet, or 0
  sent,        \* the transitions of which a mail has gone out
  \* The execution of the state machine, and the version that it has been told.
  execution, told,
  \* Counted for the properties only.
  crashes, twice, wronged

table == <<stage, version, due, taken, money, unsettled, stream>>
calls == <<call, seen, wronged>>
mails == <<queue, sending, sent, twice>>
clock == <<execution, told>>
vars  == <<table, calls, mails, clock, crashes>>

Holding == {"prevalidated", "reminded", "validated"}  \* lifecycle.py, HOLDING
Clocked == {"pending", "prevalidated", "reminded"}    \* those with a due_at: the list DUE
Over    == {"validated", "refused", "expired", "withdrawn"}

Holders == {r \in Registrations : stage[r] \in Holding}
SeatOf(where) == IF where \in Holding THEN 1 ELSE 0
In(sequence) == {sequence[n] : n \in DOMAIN sequence}

Init ==
  /\ stage = [r \in Registrations |-> "new"]
  /\ version = [r \in Registrations |-> 0]
  /\ due = [r \in Registrations |-> 0]
  /\ taken = 0
  /\ money = [r \in Registrations |-> "none"]
  /\ unsettled = [r \in Registrations |-> {}]
  /\ call = [r \in Registrations |-> "none"]
  /\ seen = [r \in Registrations |-> "nothing"]
  /\ stream = [r \in Registrations |-> <<>>]
  /\ queue = [r \in Registrations |-> <<>>]
  /\ sending = [r \in Registrations |-> 0]
  /\ sent = [r \in Registrations |-> {}]
  /\ execution = [r \in Registrations |-> "none"]
  /\ told = [r \in Registrations |-> 0]
  /\ crashes = 0
  /\ twice = 0
  /\ wronged = FALSE

-----------------------------------------------------------------------------
(* The one transaction of a transition: shared/registration/transition.py, writes. *)

Free == taken < Capacity

Write(r, from, to) ==
  /\ stage' = [stage EXCEPT ![r] = to]
  /\ taken' = (taken + SeatOf(to)) - SeatOf(from)
  /\ due' = [due EXCEPT ![r] = IF from = to THEN @ ELSE 0]
  /\ IF r \in Followed
       THEN /\ version' = [version EXCEPT ![r] = @ + 1]
            /\ unsettled' = [unsettled EXCEPT ![r] = @ \cup {version'[r]}]
            /\ stream' = [stream EXCEPT ![r] = Append(@, version'[r])]
       ELSE UNCHANGED <<version, unsettled, stream>>

Commit(r, from, to) ==
  /\ stage[r] = from  \* the condition of the write; the version would say the same here
  /\ Write(r, from, to)

-----------------------------------------------------------------------------
(* What people do. *)

(* functions/register/handler.py, create *)
Register(r) ==
  /\ Commit(r, "new", "pending")
  /\ UNCHANGED <<money, calls, mails, clock, crashes>>

(* functions/register/handler.py, withdraw: before paying *)
Withdraw(r) ==
  /\ stage[r] \in Clocked
  /\ Commit(r, stage[r], "withdrawn")
  /\ UNCHANGED <<money, calls, mails, clock, crashes>>

(* functions/prevalidate/deciding.py, refuse *)
Refuse(r) ==
  /\ Commit(r, "pending", "refused")
  /\ UNCHANGED <<money, calls, mails, clock, crashes>>

(* Two calls are modelled in two steps, since others act between their read (shared/registration/access.py, load) *)
(* and their write: a pre-validation, and the recording of money received in time or too late.                    *)
MayPrevalidate(r) == stage[r] = "pending" /\ due[r] = 0
MayPay(r) == stage[r] \in {"prevalidated", "reminded", "expired", "withdrawn"}
MayPayLate(r) ==
  stage[r] \in {"reminded", "expired", "withdrawn"} \/ (stage[r] = "prevalidated" /\ due[r] = 2)

Possible(r, what) ==
  CASE what = "prevalidation" -> MayPrevalidate(r)
    [] what = "payment"       -> MayPay(r)
    [] what = "late payment"  -> MayPayLate(r)

Load(r, what) ==
  /\ call[r] = "none"
  /\ Possible(r, what)
  /\ call' = [call EXCEPT ![r] = what]
  /\ seen' = [seen EXCEPT ![r] = stage[r]]
  /\ UNCHANGED <<stage, version, due, taken, unsettled, stream, wronged, mails, clock, crashes>>

LoadPrevalidation(r) == Load(r, "prevalidation") /\ UNCHANGED money
LoadPayment(r) == money[r] = "none" /\ Load(r, "payment") /\ money' = [money EXCEPT ![r] = "received"]
LoadLatePayment(r) == money[r] = "none" /\ Load(r, "late payment") /\ money' = [money EXCEPT ![r] = "received"]

Answered(r) ==
  /\ call' = [call EXCEPT ![r] = "none"]
  /\ seen' = [seen EXCEPT ![r] = "nothing"]

(* functions/prevalidate/deciding.py, prevalidate: the seats are taken in the same transaction *)
Prevalidate(r) ==
  /\ call[r] = "prevalidation"
  /\ Free  \* the condition on the counter
  /\ Commit(r, seen[r], "prevalidated")
  /\ Answered(r)
  /\ UNCHANGED <<money, wronged, mails, clock, crashes>>

(* NoSeatLeftError: 409, and the request still waits *)
AnswerFull(r) ==
  /\ Answered(r)
  /\ wronged' = (wronged \/ Cardinality(Holders) < Capacity)
  /\ UNCHANGED <<table, mails, clock, crashes>>

FindFull(r) == call[r] = "prevalidation" /\ stage[r] = seen[r] /\ ~Free /\ AnswerFull(r)

(* shared/table.py, commit: a conflict with another transaction says nothing about the conditions, and is waited out *)
Conflict(r) == call[r] = "prevalidation" /\ stage[r] = seen[r] /\ UNCHANGED vars

(* functions/payment/recording.py, settle: validates, revives, or is late money (decision 5) *)
Recorded(r, as) ==
  /\ money' = [money EXCEPT ![r] = as]
  /\ Answered(r)
  /\ UNCHANGED <<wronged, mails, clock, crashes>>

Pay(r) ==
  /\ call[r] = "payment"
  /\ seen[r] \in {"prevalidated", "reminded"}
  /\ Commit(r, seen[r], "validated")
  /\ Recorded(r, "paid")

Revive(r) ==
  /\ call[r] = "payment"
  /\ seen[r] = "expired"
  /\ Free
  /\ Commit(r, "expired", "validated")
  /\ Recorded(r, "paid")

RecordLate(r) ==
  /\ \/ call[r] = "payment" /\ seen[r] = "withdrawn"
     \/ call[r] = "payment" /\ seen[r] = "expired" /\ ~Free
     \/ call[r] = "late payment"
  /\ Commit(r, seen[r], seen[r])
  /\ Recorded(r, "late")

(* shared/http/attempts.py: the condition on the registration has failed, so the call reads again and decides again; *)
(* what has no place any more is answered with 409.                                                                  *)
DecideAgain(r) ==
  /\ call[r] # "none"
  /\ seen[r] # stage[r]
  /\ IF Possible(r, call[r])
       THEN seen' = [seen EXCEPT ![r] = stage[r]] /\ UNCHANGED call
       ELSE Answered(r)
  /\ UNCHANGED <<table, wronged, mails, clock, crashes>>

-----------------------------------------------------------------------------
(* Time. *)

(* The next moment of a registration comes: the centre's answer is due, the reminder, the end of the seats. The end *)
(* of the seats can come before anybody has reminded: then the reminder is skipped (clock.py, stage).               *)
MomentComes(r) ==
  /\ stage[r] \in Clocked
  /\ due[r] < (IF stage[r] = "prevalidated" THEN 2 ELSE 1)
  /\ due' = [due EXCEPT ![r] = @ + 1]
  /\ UNCHANGED <<stage, version, taken, money, unsettled, stream, calls, mails, clock, crashes>>

(* shared/registration/clock.py, due: what must happen now, by the table's own dates *)
TimeDoes(r) ==
  CASE stage[r] = "pending"                      -> Commit(r, "pending", "refused")  \* unanswered
    [] stage[r] = "prevalidated" /\ due[r] = 1   -> Commit(r, "prevalidated", "reminded")
    [] OTHER                                     -> Commit(r, stage[r], "expired")

Due(r) == stage[r] \in Clocked /\ due[r] > 0

(* Where nothing follows step by step, what is due simply happens. *)
ClockActs(r) ==
  /\ r \notin Followed
  /\ Due(r)
  /\ TimeDoes(r)
  /\ UNCHANGED <<money, calls, mails, clock, crashes>>

-----------------------------------------------------------------------------
(* The execution of the state machine: infra/lifecycle.asl.json, functions/lifecycle/clock.py. It is "routed" by what *)
(* it has been told, stores the token of its wait ("stored"), looks ("waiting"), and at its limit asks what is "due". *)

Asleep == {"stored", "waiting"}  \* in a wait, whose token stands in the table

(* Route: on to the next wait, or to the end; it is told the registration as it is now *)
Goes(r) ==
  /\ execution' = [execution EXCEPT ![r] = IF stage'[r] \in Clocked THEN "routed" ELSE "ended"]
  /\ told' = [told EXCEPT ![r] = IF stage'[r] \in Clocked THEN version'[r] ELSE 0]

Becomes(r, where) == execution' = [execution EXCEPT ![r] = where] /\ told' = [told EXCEPT ![r] = 0]

(* wait, first half: the token is stored (decision 6) *)
StoreToken(r) ==
  /\ execution[r] = "routed"
  /\ execution' = [execution EXCEPT ![r] = "stored"]
  /\ UNCHANGED <<told, table, calls, mails, crashes>>

(* wait, second half: it looks, and answers itself if the registration has moved since it was told *)
LookAgain(r) ==
  /\ execution[r] = "stored"
  /\ UNCHANGED <<table, calls, mails, crashes>>
  /\ IF told[r] = version[r]
       THEN execution' = [execution EXCEPT ![r] = "waiting"] /\ UNCHANGED told
       ELSE Goes(r)

(* The limit of the wait: that of the registration, or an older one if it has moved meanwhile *)
WaitEnds(r) ==
  /\ execution[r] = "waiting"
  /\ due[r] > 0 \/ told[r] # version[r]
  /\ Becomes(r, "due")
  /\ UNCHANGED <<table, calls, mails, crashes>>

(* act: the table knows better what is due, if anything is *)
Act(r) ==
  /\ execution[r] = "due"
  /\ IF Due(r) THEN TimeDoes(r) /\ UNCHANGED money ELSE UNCHANGED table
  /\ Goes(r)
  /\ UNCHANGED <<calls, mails, crashes>>

-----------------------------------------------------------------------------
(* What follows from a commit: functions/lifecycle/consequences.py, functions/mailer. *)

(* The registration's first record starts its execution (once: its name is taken); any later one answers the wait that *)
(* began before it.                                                                                                    *)
Starts(r, v) == v = 1 /\ execution[r] = "none"
Answers(r, v) == v # 1 /\ execution[r] \in Asleep /\ told[r] < v

Wake(r, v) == IF Starts(r, v) \/ Answers(r, v) THEN Goes(r) ELSE UNCHANGED clock

Ordered(orders, v) == IF v \in In(orders) THEN orders ELSE Append(orders, v)

(* follow: wakes first, orders the mail second *)
Follow(r) ==
  /\ stream[r] # <<>>
  /\ stream' = [stream EXCEPT ![r] = Tail(@)]
  /\ UNCHANGED <<stage, version, due, taken, money, unsettled>>
  /\ Wake(r, Head(stream[r]))
  /\ queue' = [queue EXCEPT ![r] = Ordered(@, Head(stream[r]))]
  /\ UNCHANGED <<sending, sent, twice, calls, crashes>>

(* functions/mailer/transitions.py, send: the mail is handed over … *)
Send(r) ==
  /\ queue[r] # <<>>
  /\ sending[r] = 0
  /\ LET v == Head(queue[r]) IN
       /\ v \in unsettled[r]
       /\ sending' = [sending EXCEPT ![r] = v]
       /\ sent' = [sent EXCEPT ![r] = @ \cup {v}]
       /\ twice' = IF v \in sent[r] THEN twice + 1 ELSE twice
  /\ UNCHANGED <<queue, table, calls, clock, crashes>>

(* … and then marked (decision 7) *)
Mark(r) ==
  /\ sending[r] # 0
  /\ unsettled' = [unsettled EXCEPT ![r] = @ \ {sending[r]}]
  /\ queue' = [queue EXCEPT ![r] = Tail(@)]
  /\ sending' = [sending EXCEPT ![r] = 0]
  /\ UNCHANGED <<stage, version, due, taken, money, stream, sent, twice, calls, clock, crashes>>

(* An order for a marked item is dropped *)
DropOrder(r) ==
  /\ queue[r] # <<>>
  /\ sending[r] = 0
  /\ Head(queue[r]) \notin unsettled[r]
  /\ queue' = [queue EXCEPT ![r] = Tail(@)]
  /\ UNCHANGED <<sending, sent, twice, table, calls, clock, crashes>>

-----------------------------------------------------------------------------
(* What is lost: any of it, at any moment, Crashes times in all. *)

Lost(r) == r \in Followed /\ crashes < Crashes /\ crashes' = crashes + 1

LoseRecord(r) ==
  /\ Lost(r)
  /\ stream[r] # <<>>
  /\ stream' = [stream EXCEPT ![r] = Tail(@)]
  /\ UNCHANGED <<stage, version, due, taken, money, unsettled, calls, mails, clock>>

(* lifecycle dies after it has woken the execution, and the record does not come again *)
LoseHalf(r) ==
  /\ Lost(r)
  /\ stream[r] # <<>>
  /\ stream' = [stream EXCEPT ![r] = Tail(@)]
  /\ UNCHANGED <<stage, version, due, taken, money, unsettled>>
  /\ Starts(r, Head(stream[r])) \/ Answers(r, Head(stream[r]))
  /\ Wake(r, Head(stream[r]))
  /\ UNCHANGED <<calls, mails>>

(* An order ends in the dead letters *)
LoseOrder(r) ==
  /\ Lost(r)
  /\ queue[r] # <<>>
  /\ queue' = [queue EXCEPT ![r] = Tail(@)]
  /\ sending' = [sending EXCEPT ![r] = 0]
  /\ UNCHANGED <<sent, twice, table, calls, clock>>

(* The mailer dies between the mail and its mark; the queue gives the order again *)
LoseMark(r) ==
  /\ Lost(r)
  /\ sending[r] # 0
  /\ sending' = [sending EXCEPT ![r] = 0]
  /\ UNCHANGED <<queue, sent, twice, table, calls, clock>>

(* The execution fails or is stopped: its timer with it *)
LoseExecution(r) ==
  /\ Lost(r)
  /\ execution[r] \notin {"none", "lost", "ended"}
  /\ Becomes(r, "lost")
  /\ UNCHANGED <<table, calls, mails>>

-----------------------------------------------------------------------------
(* A run of functions/lifecycle/reconciliation.py, for this registration: follows again whatever is unsettled, does *)
(* what is overdue, and gives a new execution to a registration with a clock that has none. It waits until nothing  *)
(* of the registration can still be on its ordinary way; Impatient, it comes at any moment, which must do no harm.  *)

RECURSIVE AllOrdered(_, _)
AllOrdered(orders, versions) ==
  IF versions = {} THEN orders
  ELSE LET v == CHOOSE one \in versions : \A other \in versions : one <= other
       IN AllOrdered(Ordered(orders, v), versions \ {v})

Reconcile(r) ==
  /\ r \in Followed
  /\ Impatient \/ (stream[r] = <<>> /\ queue[r] = <<>>)
  /\ queue' = [queue EXCEPT ![r] = AllOrdered(@, unsettled[r])]
  /\ IF Due(r) THEN TimeDoes(r) /\ UNCHANGED money ELSE UNCHANGED table
  /\ LET answered == \E v \in unsettled[r] : Answers(r, v)
         started == \E v \in unsettled[r] : Starts(r, v)
         missing == execution[r] \in {"none", "lost"} /\ stage'[r] \in Clocked
     IN IF answered /\ stage[r] \in Clocked  \* it is told before what is overdue is done
          THEN /\ execution' = [execution EXCEPT ![r] = "routed"]
               /\ told' = [told EXCEPT ![r] = version[r]]
        ELSE IF answered \/ started \/ missing THEN Goes(r)
        ELSE UNCHANGED clock
  /\ UNCHANGED <<sending, sent, twice, calls, crashes>>

-----------------------------------------------------------------------------

People(r) ==
  \/ Register(r) \/ Withdraw(r) \/ Refuse(r)
  \/ LoadPrevalidation(r) \/ LoadPayment(r) \/ LoadLatePayment(r)

CallGoesOn(r) ==
  \/ Prevalidate(r) \/ FindFull(r) \/ Conflict(r)
  \/ Pay(r) \/ Revive(r) \/ RecordLate(r) \/ DecideAgain(r)

Time(r) == MomentComes(r) \/ ClockActs(r)
Execution(r) == StoreToken(r) \/ LookAgain(r) \/ WaitEnds(r) \/ Act(r)
Mailer(r) == Send(r) \/ Mark(r) \/ DropOrder(r)
Crash(r) == LoseRecord(r) \/ LoseHalf(r) \/ LoseOrder(r) \/ LoseMark(r) \/ LoseExecution(r)

Next ==
  \E r \in Registrations :
    People(r) \/ CallGoesOn(r) \/ Time(r) \/ Execution(r) \/ Follow(r) \/ Mailer(r) \/ Crash(r) \/ Reconcile(r)

(* What goes on by itself. People need do nothing, and nothing needs to be lost. *)
Fairness ==
  \A r \in Registrations :
    /\ WF_vars(CallGoesOn(r))
    /\ WF_vars(MomentComes(r))
    /\ WF_vars(ClockActs(r))
    /\ WF_vars(Execution(r))
    /\ WF_vars(Follow(r))
    /\ WF_vars(Mailer(r))
    /\ WF_vars(Reconcile(r))

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------
(* What never happens. *)

SeatsAreHeld == taken = Cardinality(Holders) /\ taken <= Capacity

NobodyIsRefusedWhileASeatIsFree == ~wronged

(* Money that the centre has typed in stands on the registration that it validated, or in the list of late money; a *)
(* validated registration is paid for.                                                                              *)
MoneyIsKept ==
  \A r \in Registrations :
    /\ stage[r] = "validated" <=> money[r] = "paid"
    /\ money[r] = "received" <=> call[r] \in {"payment", "late payment"}

(* Over is over, but for the expired one that is paid for after all. *)
OneOutcome ==
  [][\A r \in Registrations :
       stage[r] \in Over => stage'[r] = stage[r] \/ (stage[r] = "expired" /\ stage'[r] = "validated")]_stage

SettledIsSent == \A r \in Followed : \A v \in 1..version[r] : v \in unsettled[r] \/ v \in sent[r]

MailedTwiceAfterACrashOnly == twice <= crashes

(* Decision 6: a wait that the registration has left behind will be told, by a record that is still to come or by *)
(* the reconciliation.                                                                                            *)
NoAnswerIsLost ==
  \A r \in Followed :
    execution[r] = "waiting" /\ told[r] # version[r]
      => \E v \in In(stream[r]) \cup (unsettled[r] \ In(queue[r])) : v > told[r]

-----------------------------------------------------------------------------
(* What happens in the end. *)

EveryMailIsSent == \A r \in Followed : unsettled[r] # {} ~> unsettled[r] = {}

EveryCandidateGetsAnAnswer == \A r \in Registrations : stage[r] = "pending" ~> stage[r] # "pending"

EveryPrevalidationEnds == \A r \in Registrations : stage[r] = "prevalidated" ~> stage[r] \in Over

WithoutAClock(r) == stage[r] \in Clocked /\ execution[r] \in {"none", "lost"}
NoneStaysWithoutAClock == \A r \in Followed : WithoutAClock(r) ~> ~WithoutAClock(r)

EveryPaymentIsRecorded == \A r \in Registrations : money[r] = "received" ~> money[r] \in {"paid", "late"}

-----------------------------------------------------------------------------
(* Bounds the graph where TLC writes it down for the replay. *)
ShortLives == \A r \in Registrations : version[r] <= 2
=============================================================================
