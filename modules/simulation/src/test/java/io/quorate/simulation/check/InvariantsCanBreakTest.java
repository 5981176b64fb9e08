package io.quorate.simulation.check;

import static io.quorate.simulation.check.Teller.wrote;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.Add;
import io.quorate.recipe.atomic.api.AtomicContract.Count;
import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.recipe.atomic.api.AtomicContract.Next;
import io.quorate.recipe.atomic.api.AtomicContract.Numbered;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.simulation.check.Delivery.Event;
import io.quorate.simulation.check.Delivery.Reset;
import io.quorate.simulation.check.Teller.Believer;
import io.quorate.simulation.register.RegisterContract.Change;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An invariant that nothing breaks would say nothing: each has a history that breaks it, and a twin that does not. */
class InvariantsCanBreakTest {
    private record Case(Class<?> invariant, String what, Consumer<Teller> broken, Consumer<Teller> whole) {
        @Override
        public String toString() {
            return invariant.getSimpleName() + ": " + what;
        }
    }

    private static final Believer A = new Believer("a");
    private static final Believer B = new Believer("b");
    private static final Add UP_TO_TWO = new Add(1, OptionalLong.empty(), OptionalLong.of(2));

    private static List<Case> cases() {
        return List.of(
                new Case(
                        NothingAcknowledgedLost.class,
                        "an acknowledged write left no trace",
                        story -> {
                            story.done(story.write(1, A, 0), 10, 5, 1);
                            story.end();
                        },
                        story -> {
                            story.done(story.write(1, A, 0), 10, 5, 1);
                            story.end(wrote(1, 1, 5, 1));
                        }),
                new Case(
                        NothingAcknowledgedLost.class,
                        "a write that failed as applied left no trace",
                        story -> {
                            story.failed(story.write(1, A, 0), CallOutcome.APPLIED);
                            story.end();
                        },
                        story -> {
                            story.failed(story.write(1, A, 0), CallOutcome.UNKNOWN);
                            story.end();
                        }),
                new Case(
                        NothingAcknowledgedLost.class,
                        "a client was told of a grant that no node has applied",
                        story -> story.grant(story.acquire(1, A, "x"), 7, 1),
                        story -> {
                            story.granted("x", 7, 1, 1);
                            story.grant(story.acquire(1, A, "x"), 7, 1);
                        }),
                new Case(
                        NothingAppliedTwice.class,
                        "an operation took effect twice",
                        story -> story.end(wrote(1, 1, 5, 1), wrote(1, 2, 6, 2)),
                        story -> story.end(wrote(1, 1, 5, 1), wrote(2, 2, 6, 2))),
                new Case(
                        NothingAppliedTwice.class,
                        "a number of a session took effect twice",
                        story -> story.end(wrote(1, 1, 5, 1), wrote(2, 1, 6, 2)),
                        story -> story.end(wrote(1, 1, 5, 1), wrote(2, 2, 6, 2))),
                new Case(
                        NothingAppliedTwice.class,
                        "a sum is larger than its additions",
                        story -> {
                            story.add(1, A, 3);
                            story.end(new Change(1, 1, 1, 5, 0, 6, 1));
                        },
                        story -> {
                            story.add(1, A, 3);
                            story.end(new Change(1, 1, 1, 5, 0, 3, 1));
                        }),
                new Case(
                        NothingRefusedApplied.class,
                        "a refused write took effect",
                        story -> {
                            story.failed(story.write(1, A, 0), CallOutcome.NOT_APPLIED);
                            story.end(wrote(1, 1, 5, 1));
                        },
                        story -> {
                            story.failed(story.write(1, A, 0), CallOutcome.UNKNOWN);
                            story.end(wrote(1, 1, 5, 1));
                        }),
                new Case(
                        TokensGrow.class,
                        "a token is smaller than the one before",
                        story -> story.release(3, A, "x", grants(story, "x", 7, 5)),
                        story -> story.release(3, A, "x", grants(story, "x", 5, 7))),
                new Case(
                        TokensGrow.class,
                        "a token is granted to two sessions",
                        story -> {
                            story.granted("x", 7, 1, 1);
                            story.granted("x", 7, 2, 2);
                        },
                        story -> {
                            story.granted("x", 7, 1, 1);
                            story.granted("x", 7, 1, 1);
                        }),
                new Case(
                        TokensGrow.class,
                        "two locks have the same token",
                        story -> {
                            story.granted("x", 7, 1, 1);
                            story.granted("y", 7, 1, 2);
                        },
                        story -> {
                            story.granted("x", 7, 1, 1);
                            story.granted("y", 8, 1, 2);
                        }),
                new Case(
                        OneHolderPerRevision.class,
                        "a lock goes on although its holder has it",
                        story -> {
                            story.granted("x", 5, 1, 1);
                            story.granted("x", 7, 2, 2);
                        },
                        story -> {
                            story.granted("x", 5, 1, 1);
                            story.history.sessionEnding(new SessionId(1));
                            story.granted("x", 7, 2, 2);
                        }),
                new Case(
                        OneHolderPerRevision.class,
                        "a lock is freed that nobody released",
                        story -> {
                            story.granted("x", 5, 1, 1);
                            story.history.freed("x", new FencingToken(5));
                        },
                        story -> {
                            story.granted("x", 5, 1, 1);
                            story.release(2, A, "x", 5);
                            story.history.freed("x", new FencingToken(5));
                        }),
                new Case(
                        OneHolderPerRevision.class,
                        "a restore of another namespace takes a lock away",
                        story -> {
                            story.granted("a/x", 5, 1, 1);
                            story.history.restored(6, "b");
                            story.granted("a/x", 7, 2, 2);
                        },
                        story -> {
                            story.granted("a/x", 5, 1, 1);
                            story.history.restored(6, "a");
                            story.granted("a/x", 7, 2, 2);
                        }),
                new Case(
                        OneHolderPerRevision.class,
                        "a restore that is applied again takes away what was granted behind it",
                        story -> {
                            story.history.restored(6, "a");
                            story.granted("a/x", 7, 2, 2);
                            story.history.restored(6, "a");
                            story.granted("a/x", 8, 3, 3);
                        },
                        story -> {
                            story.history.restored(6, "a");
                            story.granted("a/x", 7, 2, 2);
                            story.history.restored(8, "a");
                            story.granted("a/x", 9, 3, 3);
                        }),
                new Case(
                        SessionsAreNew.class,
                        "a session's id is given again",
                        story -> {
                            story.history.sessionBegun(new SessionId(1), A);
                            story.history.sessionBegun(new SessionId(1), B);
                        },
                        story -> {
                            story.history.sessionBegun(new SessionId(1), A);
                            story.history.sessionBegun(new SessionId(2), B);
                        }),
                new Case(
                        OneBelieverPerLock.class,
                        "two clients believe in the same lock",
                        story -> {
                            story.held(new Believer("a").believing(1), "x", 5, 1);
                            story.held(new Believer("b").believing(2), "x", 7, 2);
                        },
                        story -> {
                            story.held(A, "x", 5, 1);
                            story.held(new Believer("b").believing(2), "x", 7, 2);
                        }),
                new Case(
                        OneBelieverPerLock.class,
                        "one begins to believe again while another one holds",
                        story -> {
                            Believer late = new Believer("a");
                            story.held(late, "x", 5, 1);
                            story.held(new Believer("b").believing(2), "x", 7, 2);
                            story.history.acted(late.believing(1));
                        },
                        story -> {
                            Believer late = new Believer("a");
                            Hold given = story.held(late, "x", 5, 1);
                            story.held(new Believer("b").believing(2), "x", 7, 2);
                            story.history.holdEnded(given);
                            story.history.acted(late.believing(1));
                        }),
                new Case(
                        GuardedResourceSeesGrowingTokens.class,
                        "a write with a smaller token is taken",
                        story -> {
                            grants(story, "x", 5, 7);
                            story.guarded("x", 7);
                            story.guarded("x", 5);
                        },
                        story -> {
                            grants(story, "x", 5, 7);
                            story.guarded("x", 5);
                            story.guarded("x", 7);
                        }),
                new Case(
                        GuardedResourceSeesGrowingTokens.class,
                        "a write with a token that was never granted is taken",
                        story -> story.guarded("x", 5),
                        story -> {
                            story.granted("x", 5, 1, 1);
                            story.guarded("x", 5);
                        }),
                new Case(
                        LostBeforeExpiry.class,
                        "a session ends while its client believes in it",
                        story -> {
                            story.history.acted(new Believer("a").believing(1));
                            story.history.sessionEnding(new SessionId(1));
                        },
                        story -> {
                            story.history.acted(new Believer("a").believing(2));
                            story.history.sessionEnding(new SessionId(1));
                        }),
                new Case(
                        CallsEndInTime.class,
                        "a call is open behind its deadline",
                        story -> {
                            Believer client = new Believer("a");
                            Operation call = story.write(1, client, 0);
                            story.history.acted(client.at(call.deadlineNanos() + CallsEndInTime.SLACK_NANOS + 1));
                        },
                        story -> {
                            Believer client = new Believer("a");
                            Operation call = story.write(1, client, 0);
                            story.history.acted(client.at(call.deadlineNanos() + CallsEndInTime.SLACK_NANOS));
                            story.history.givenUp(call);
                            story.history.acted(client.at(call.deadlineNanos() + CallsEndInTime.SLACK_NANOS + 1));
                        }),
                new Case(
                        CallsEndInTime.class,
                        "a call ends twice",
                        story -> {
                            Operation call = story.write(1, A, 0);
                            story.failed(call, CallOutcome.UNKNOWN);
                            story.failed(call, CallOutcome.UNKNOWN);
                        },
                        story -> story.failed(story.write(1, A, 0), CallOutcome.UNKNOWN)),
                new Case(
                        EventsInOrder.class,
                        "an event is missing in between",
                        story -> heard(story, new Event(5, 1), new Event(7, 3)),
                        story -> heard(story, new Event(5, 1), new Event(6, 2), new Event(7, 3))),
                new Case(
                        EventsInOrder.class,
                        "an event comes twice",
                        story -> heard(story, new Event(5, 1), new Event(6, 2), new Event(6, 2), new Event(7, 3)),
                        story -> heard(story, new Event(5, 1), new Reset(6), new Event(7, 3))),
                new Case(
                        EventsInOrder.class,
                        "the last event never comes",
                        story -> heard(story, new Event(5, 1), new Event(6, 2)),
                        story -> {
                            story.subscriber(A, new Event(5, 1), new Event(6, 2))
                                    .end();
                            threeWrites(story);
                        }),
                new Case(
                        LinearizableRegisters.class,
                        "a reading is not what was written",
                        story -> {
                            story.done(story.write(1, A, 0), 10, 5, 1);
                            story.reading(story.read(2, B, ReadLevel.STALE, 20), 30, 5, 9);
                            story.end(wrote(1, 1, 5, 1));
                        },
                        story -> {
                            story.done(story.write(1, A, 0), 10, 5, 1);
                            story.reading(story.read(2, B, ReadLevel.STALE, 20), 30, 5, 1);
                            story.end(wrote(1, 1, 5, 1));
                        }),
                new Case(
                        LinearizableRegisters.class,
                        "a write took effect before one that had ended when it began",
                        story -> {
                            story.done(story.write(1, A, 0), 10, 6, 1);
                            story.done(story.write(2, B, 20), 30, 5, 2);
                            story.end(wrote(2, 1, 5, 1), wrote(1, 2, 6, 2));
                        },
                        story -> {
                            story.done(story.write(1, A, 0), 25, 6, 1);
                            story.done(story.write(2, B, 20), 30, 5, 2);
                            story.end(wrote(2, 1, 5, 1), wrote(1, 2, 6, 2));
                        }),
                new Case(
                        RegistersHaveAnOrder.class,
                        "a read does not see a write that had ended when it began",
                        story -> {
                            story.done(story.write(1, A, 0), 10, 5, 1);
                            story.reading(story.read(2, B, ReadLevel.LINEARIZABLE, 20), 30, 5, 0);
                            story.end(wrote(1, 1, 5, 1));
                        },
                        story -> {
                            Operation write = story.write(1, A, 0);
                            Operation read = story.read(2, B, ReadLevel.LINEARIZABLE, 20);
                            story.done(write, 25, 6, 1);
                            story.reading(read, 30, 5, 0);
                            story.end(wrote(1, 1, 6, 1));
                        }),
                new Case(
                        RegistersHaveAnOrder.class,
                        "a write of unknown outcome is seen, and then is not",
                        story -> {
                            story.failed(story.write(1, A, 0), CallOutcome.UNKNOWN);
                            story.reading(story.read(2, B, ReadLevel.LINEARIZABLE, 20), 30, 5, 1);
                            story.reading(story.read(3, B, ReadLevel.LINEARIZABLE, 40), 50, 5, 0);
                            story.end();
                        },
                        story -> {
                            story.failed(story.write(1, A, 0), CallOutcome.UNKNOWN);
                            story.reading(story.read(2, B, ReadLevel.LINEARIZABLE, 20), 30, 0, 0);
                            story.reading(story.read(3, B, ReadLevel.LINEARIZABLE, 40), 50, 5, 1);
                            story.end(wrote(1, 1, 5, 1));
                        }),
                new Case(
                        RegistersHaveAnOrder.class,
                        "a write whose client crashed undoes a later one",
                        story -> {
                            story.failed(story.write(1, A, 0), CallOutcome.NOT_APPLIED);
                            story.done(story.write(2, B, 10), 20, 5, 2);
                            story.reading(story.read(3, B, ReadLevel.LINEARIZABLE, 30), 40, 6, 1);
                            story.end(wrote(2, 1, 5, 1), wrote(1, 1, 6, 2));
                        },
                        story -> {
                            story.write(1, A, 0);
                            story.done(story.write(2, B, 10), 20, 5, 2);
                            story.reading(story.read(3, B, ReadLevel.LINEARIZABLE, 30), 40, 6, 1);
                            story.end(wrote(2, 1, 5, 1), wrote(1, 2, 6, 2));
                        }),
                new Case(
                        RegistersHaveAnOrder.class,
                        "two swaps of the same value both succeed",
                        story -> {
                            story.done(story.swap(1, A, 0, 0), 10, 5, 1);
                            story.done(story.swap(2, B, 0, 0), 10, 6, 2);
                            story.end(wrote(1, 1, 5, 1), wrote(2, 2, 6, 2));
                        },
                        story -> {
                            story.done(story.swap(1, A, 0, 0), 10, 5, 1);
                            story.done(story.swap(2, B, 1, 0), 10, 6, 2);
                            story.end(wrote(1, 1, 5, 1), wrote(2, 2, 6, 2));
                        }),
                new Case(
                        RegistersHaveAnOrder.class,
                        "a swap fails although the value was the expected one all the time",
                        story -> {
                            story.done(story.write(1, A, 0), 10, 5, 1);
                            story.done(story.swap(2, B, 1, 20), 30, 6, 1);
                            story.end(wrote(1, 1, 5, 1), new Change(2, 1, 2, 6, 1, 0, 0));
                        },
                        story -> {
                            story.done(story.write(1, A, 0), 10, 5, 1);
                            story.done(story.swap(2, B, 7, 20), 30, 6, 1);
                            story.end(wrote(1, 1, 5, 1), new Change(2, 1, 2, 6, 1, 0, 0));
                        }),
                new Case(
                        LocksHaveAnOrder.class,
                        "a lock is granted twice without an end in between",
                        story -> {
                            story.grant(story.acquire(1, A, "x"), 5, 1);
                            story.grant(story.acquire(2, B, "x"), 7, 2);
                            story.end();
                        },
                        story -> {
                            story.granted("x", 5, 1, 1);
                            story.grant(story.acquire(1, A, "x"), 5, 1);
                            story.history.sessionEnding(new SessionId(1));
                            story.granted("x", 7, 2, 2);
                            story.grant(story.acquire(2, B, "x"), 7, 2);
                            story.end();
                        }),
                new Case(
                        LocksHaveAnOrder.class,
                        "a set is granted of which somebody has a lock",
                        story -> {
                            story.grant(story.acquireAll(1, A, "x", "y"), 5, 1);
                            story.grant(story.acquireAll(2, B, "z", "y"), 7, 2);
                            story.end();
                        },
                        story -> {
                            Operation first = story.acquireAll(1, A, "x", "y");
                            story.granted("x", 5, 1, 1);
                            story.granted("y", 5, 1, 1);
                            story.grant(first, 5, 1);
                            story.released(story.releaseAll(3, A, "x", 5), 20, 6);
                            Operation second = story.acquireAll(2, B, "z", "y");
                            story.granted("z", 7, 2, 2);
                            story.granted("y", 7, 2, 2);
                            story.grant(second, 7, 2);
                            story.refused(story.acquireAll(4, A, "x", "y"), LockContract.NOT_GRANTED);
                            story.end();
                        }),
                new Case(
                        LocksHaveAnOrder.class,
                        "a lock is refused that nobody can have",
                        story -> {
                            story.refused(story.acquire(1, A, "x"), LockContract.NOT_GRANTED);
                            story.end();
                        },
                        story -> {
                            story.failed(story.acquire(1, A, "x"), CallOutcome.UNKNOWN);
                            story.refused(story.acquire(2, B, "x"), LockContract.NOT_GRANTED);
                            story.end();
                        }),
                new Case(
                        LocksHaveAnOrder.class,
                        "a lock that was released is refused",
                        story -> {
                            story.granted("x", 5, 1, 1);
                            story.grant(story.acquire(1, A, "x"), 5, 1);
                            story.released(story.release(2, A, "x", 5), 20, 6);
                            story.refused(story.acquire(3, B, "x", 30), LockContract.NOT_GRANTED);
                            story.end();
                        },
                        story -> {
                            story.granted("x", 5, 1, 1);
                            story.grant(story.acquire(1, A, "x"), 5, 1);
                            story.released(story.release(2, A, "x", 5), 40, 6);
                            story.refused(story.acquire(3, B, "x", 30), LockContract.NOT_GRANTED);
                            story.end();
                        }),
                new Case(
                        ElectionsHaveAnOrder.class,
                        "one leads while another one does",
                        story -> {
                            story.leads(story.campaign(1, A, "e"), 5, 1);
                            story.leads(story.campaign(2, B, "e"), 7, 2);
                            story.end();
                        },
                        story -> {
                            story.leads(story.campaign(1, A, "e"), 5, 1);
                            story.prepare(2, A, "e", 5);
                            story.leads(story.campaign(3, B, "e"), 7, 2);
                            story.end();
                        }),
                new Case(
                        ElectionsHaveAnOrder.class,
                        "another one is seen to lead than does",
                        story -> {
                            story.leads(story.campaign(1, A, "e"), 5, 1);
                            story.seenToLead(2, B, "e", 3);
                            story.end();
                        },
                        story -> {
                            story.leads(story.campaign(1, A, "e"), 5, 1);
                            story.seenToLead(2, B, "e", 1);
                            story.end();
                        }),
                new Case(
                        ElectionsHaveAnOrder.class,
                        "a candidate is refused though nobody leads",
                        story -> {
                            story.refused(story.campaign(1, A, "e"), ElectionContract.NOT_ELECTED);
                            story.end();
                        },
                        story -> {
                            story.failed(story.campaign(1, A, "e"), CallOutcome.UNKNOWN);
                            story.refused(story.campaign(2, B, "e"), ElectionContract.NOT_ELECTED);
                            story.end();
                        }),
                new Case(
                        CountersHaveAnOrder.class,
                        "an addition is lost",
                        story -> {
                            story.told(story.atomic(1, A, "n", new Add(3), 0), 5, new Counted(3, 0));
                            story.told(story.atomic(2, B, "n", new Add(4), 0), 6, new Counted(4, 0));
                            story.end();
                        },
                        story -> {
                            story.told(story.atomic(1, A, "n", new Add(3), 0), 5, new Counted(3, 0));
                            story.told(story.atomic(2, B, "n", new Add(4), 0), 6, new Counted(7, 3));
                            story.end();
                        }),
                new Case(
                        CountersHaveAnOrder.class,
                        "an addition happens twice",
                        story -> {
                            story.told(story.atomic(1, A, "n", new Add(3), 0), 5, new Counted(3, 0));
                            story.told(story.count(2, B, "n", 10), 6, new Count(6, 6));
                            story.end();
                        },
                        story -> {
                            story.failed(story.atomic(1, A, "n", new Add(3), 0), CallOutcome.UNKNOWN);
                            story.failed(story.atomic(2, A, "n", new Add(3), 0), CallOutcome.UNKNOWN);
                            story.told(story.count(3, B, "n", 10), 6, new Count(6, 6));
                            story.end();
                        }),
                new Case(
                        CountersHaveAnOrder.class,
                        "an addition within its bounds is refused",
                        story -> {
                            story.refused(story.atomic(1, A, "n", UP_TO_TWO, 0), AtomicContract.OUT_OF_BOUNDS);
                            story.end();
                        },
                        story -> {
                            story.told(story.atomic(1, A, "n", new Add(2), 0), 5, new Counted(2, 0));
                            story.refused(story.atomic(2, A, "n", UP_TO_TWO, 10), AtomicContract.OUT_OF_BOUNDS);
                            story.end();
                        }),
                new Case(
                        CountersHaveAnOrder.class,
                        "a sequence leaves a number out",
                        story -> {
                            story.told(story.atomic(1, A, "s", new Next(), 0), 5, new Numbered(1));
                            story.told(story.atomic(2, A, "s", new Next(), 10), 6, new Numbered(3));
                            story.end();
                        },
                        story -> {
                            story.told(story.atomic(1, A, "s", new Next(), 0), 5, new Numbered(1));
                            story.told(story.atomic(2, A, "s", new Next(), 10), 6, new Numbered(2));
                            story.end();
                        }),
                new Case(
                        CountersHaveAnOrder.class,
                        "an id is given twice",
                        story -> {
                            story.told(story.atomic(1, A, "i", new TakeIds(2), 0), 5, new IdBlock(1, 2));
                            story.told(story.atomic(2, B, "i", new TakeIds(1), 0), 6, new IdBlock(2, 2));
                            story.end();
                        },
                        story -> {
                            story.told(story.atomic(1, A, "i", new TakeIds(2), 0), 5, new IdBlock(1, 2));
                            story.told(story.atomic(2, B, "i", new TakeIds(1), 0), 6, new IdBlock(9, 9));
                            story.end();
                        }),
                new Case(
                        FreshReads.class,
                        "a linearizable read does not see what another client was told",
                        story -> {
                            story.done(story.write(1, A, 0), 10, 5, 1);
                            story.reading(story.read(2, B, ReadLevel.LINEARIZABLE, 20), 30, 4, 0);
                        },
                        story -> {
                            story.done(story.write(1, A, 0), 10, 5, 1);
                            story.reading(story.read(2, B, ReadLevel.SESSION, 20), 30, 4, 0);
                        }),
                new Case(
                        FreshReads.class,
                        "a session's read does not see what its client was told",
                        story -> {
                            story.done(story.write(1, A, 0), 10, 5, 1);
                            story.reading(story.read(2, A, ReadLevel.SESSION, 20), 30, 4, 0);
                        },
                        story -> {
                            story.done(story.write(1, A, 0), 10, 5, 1);
                            story.reading(story.read(2, A, ReadLevel.STALE, 20), 30, 4, 0);
                        }),
                new Case(
                        ReplaysAgree.class,
                        "an entry does something else when it is applied again",
                        story -> {
                            story.applied(1, 1, 11);
                            story.applied(1, 1, 12);
                        },
                        story -> {
                            story.applied(1, 1, 11);
                            story.applied(1, 1, 11);
                        }),
                new Case(
                        ReplaysAgree.class,
                        "the revision goes back",
                        story -> {
                            story.applied(1, 2, 11);
                            story.applied(2, 1, 12);
                        },
                        story -> {
                            story.applied(1, 1, 11);
                            story.applied(2, 2, 12);
                        }),
                new Case(
                        ReplaysAgree.class,
                        "the epoch goes back",
                        story -> {
                            story.appliedInEpoch(1, 1, 1);
                            story.appliedInEpoch(2, 0, 2);
                        },
                        story -> {
                            story.appliedInEpoch(1, 0, 1);
                            story.appliedInEpoch(2, 1, 2);
                        }),
                new Case(
                        StateStaysBounded.class,
                        "results pile up",
                        story -> story.end(StateStaysBounded.MAX_RESTING_RESULTS + 1, 0),
                        story -> story.end(StateStaysBounded.MAX_RESTING_RESULTS, 0)),
                new Case(
                        StateStaysBounded.class,
                        "an ended session is remembered for ever",
                        story -> story.end(0, StateStaysBounded.MAX_RESTING_TOMBSTONES + 1),
                        story -> story.end(0, StateStaysBounded.MAX_RESTING_TOMBSTONES)));
    }

    /** The first hold is released in between; returns the second token. */
    private static long grants(Teller story, String lock, long first, long second) {
        story.granted(lock, first, 1, 1);
        story.release(2, A, lock, first);
        story.granted(lock, second, 2, 2);
        return second;
    }

    /** Three writes at revisions 5 to 7, and what a subscriber was told of them. */
    private static void heard(Teller story, Delivery... deliveries) {
        story.subscriber(A, deliveries);
        threeWrites(story);
    }

    private static void threeWrites(Teller story) {
        story.end(wrote(1, 1, 5, 1), wrote(2, 2, 6, 2), wrote(3, 3, 7, 3));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void breaksAndHolds(Case which) {
        Teller broken = new Teller();
        which.broken().accept(broken);
        assertTrue(broken.broken().contains(which.invariant().getSimpleName()), () -> "broke " + broken.broken());

        Teller whole = new Teller();
        which.whole().accept(whole);
        assertEquals(Set.of(), whole.broken());
    }

    @Test
    void everyInvariantHasACase() {
        assertEquals(
                new Teller().history.invariants().stream().map(Object::getClass).collect(Collectors.toSet()),
                cases().stream().map(Case::invariant).collect(Collectors.toSet()));
    }
}
