package io.quorate.simulation.check;

import static io.quorate.simulation.check.Teller.wrote;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.simulation.check.Delivery.Event;
import io.quorate.simulation.check.Delivery.Reset;
import io.quorate.simulation.check.Teller.Believer;
import io.quorate.simulation.register.RegisterContract.Change;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An invariant that nothing breaks would say nothing: each has a history that breaks it, and a twin that does not. */
class InvariantsCanBreakTest {
    private static final Believer A = new Believer("a");
    private static final Believer B = new Believer("b");

    private static List<BreakingCase> cases() {
        return Stream.of(
                        ofAll(),
                        OrdersThatBreak.cases(),
                        AtomicsThatBreak.cases(),
                        BarriersThatBreak.cases(),
                        QueuesThatBreak.cases(),
                        StoresThatBreak.cases())
                .flatMap(List::stream)
                .toList();
    }

    private static List<BreakingCase> ofAll() {
        return List.of(
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
                        NothingAcknowledgedLost.class,
                        "a client was told of a grant that no node has applied",
                        story -> story.grant(story.acquire(1, A, "x"), 7, 1),
                        story -> {
                            story.granted("x", 7, 1, 1);
                            story.grant(story.acquire(1, A, "x"), 7, 1);
                        }),
                new BreakingCase(
                        NothingAppliedTwice.class,
                        "an operation took effect twice",
                        story -> story.end(wrote(1, 1, 5, 1), wrote(1, 2, 6, 2)),
                        story -> story.end(wrote(1, 1, 5, 1), wrote(2, 2, 6, 2))),
                new BreakingCase(
                        NothingAppliedTwice.class,
                        "a number of a session took effect twice",
                        story -> story.end(wrote(1, 1, 5, 1), wrote(2, 1, 6, 2)),
                        story -> story.end(wrote(1, 1, 5, 1), wrote(2, 2, 6, 2))),
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
                        TokensGrow.class,
                        "a token is smaller than the one before",
                        story -> story.release(3, A, "x", grants(story, "x", 7, 5)),
                        story -> story.release(3, A, "x", grants(story, "x", 5, 7))),
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
                        OneHolderPerRevision.class,
                        "another one leads although the leader did not stop",
                        story -> {
                            story.elected("e", 5, 1, 1);
                            story.elected("e", 7, 2, 2);
                        },
                        story -> {
                            story.elected("e", 5, 1, 1);
                            story.prepare(3, A, "e", 5);
                            story.elected("e", 7, 2, 2);
                        }),
                new BreakingCase(
                        OneHolderPerRevision.class,
                        "a restore of another namespace ends a term",
                        story -> {
                            story.elected("a/e", 5, 1, 1);
                            story.history.restored(6, "b");
                            story.elected("a/e", 7, 2, 2);
                        },
                        story -> {
                            story.elected("a/e", 5, 1, 1);
                            story.history.restored(6, "a");
                            story.elected("a/e", 7, 2, 2);
                        }),
                new BreakingCase(
                        TokensGrow.class,
                        "a term that follows a restore has a smaller token",
                        story -> {
                            story.elected("a/e", 7, 1, 1);
                            story.history.restored(8, "a");
                            story.elected("a/e", 5, 2, 2);
                        },
                        story -> {
                            story.elected("a/e", 5, 1, 1);
                            story.history.restored(6, "a");
                            story.elected("a/e", 7, 2, 2);
                        }),
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
                        GuardedResourceSeesGrowingTokens.class,
                        "a write with a token that was never granted is taken",
                        story -> story.guarded("x", 5),
                        story -> {
                            story.granted("x", 5, 1, 1);
                            story.guarded("x", 5);
                        }),
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
                        CallsEndInTime.class,
                        "a call ends twice",
                        story -> {
                            Operation call = story.write(1, A, 0);
                            story.failed(call, CallOutcome.UNKNOWN);
                            story.failed(call, CallOutcome.UNKNOWN);
                        },
                        story -> story.failed(story.write(1, A, 0), CallOutcome.UNKNOWN)),
                new BreakingCase(
                        EventsInOrder.class,
                        "an event is missing in between",
                        story -> heard(story, new Event(5, 1), new Event(7, 3)),
                        story -> heard(story, new Event(5, 1), new Event(6, 2), new Event(7, 3))),
                new BreakingCase(
                        EventsInOrder.class,
                        "an event comes twice",
                        story -> heard(story, new Event(5, 1), new Event(6, 2), new Event(6, 2), new Event(7, 3)),
                        story -> heard(story, new Event(5, 1), new Reset(6), new Event(7, 3))),
                new BreakingCase(
                        EventsInOrder.class,
                        "the last event never comes",
                        story -> heard(story, new Event(5, 1), new Event(6, 2)),
                        story -> {
                            story.subscriber(A, new Event(5, 1), new Event(6, 2))
                                    .end();
                            threeWrites(story);
                        }),
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
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
                new BreakingCase(
                        StateStaysBounded.class,
                        "results pile up",
                        story -> story.end(StateStaysBounded.MAX_RESTING_RESULTS + 1, 0),
                        story -> story.end(StateStaysBounded.MAX_RESTING_RESULTS, 0)),
                new BreakingCase(
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
    void breaksAndHolds(BreakingCase which) {
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
                new Teller().history.invariants().map(Object::getClass).collect(Collectors.toSet()),
                cases().stream().map(BreakingCase::invariant).collect(Collectors.toSet()));
    }
}
