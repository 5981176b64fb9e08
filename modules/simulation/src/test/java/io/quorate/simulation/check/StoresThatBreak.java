package io.quorate.simulation.check;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.kv.api.Condition;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.Field;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Cause;
import io.quorate.recipe.kv.api.KvContract.Change;
import io.quorate.recipe.kv.api.KvContract.Changed;
import io.quorate.recipe.kv.api.KvContract.Get;
import io.quorate.recipe.kv.api.KvContract.Got;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Range;
import io.quorate.recipe.kv.api.KvContract.Transact;
import io.quorate.recipe.kv.api.KvContract.Transacted;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Relation;
import io.quorate.recipe.kv.api.Result;
import io.quorate.recipe.kv.api.Value;
import io.quorate.simulation.check.StoreListener.Told;
import io.quorate.simulation.check.Teller.Believer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Histories of a store that no order explains, or of which clients were told different things. */
final class StoresThatBreak {
    private static final Believer A = new Believer("a");
    private static final Believer B = new Believer("b");
    private static final String KEY = "/k";
    private static final Optional<SessionId> SESSION = Optional.of(new SessionId(1));
    private static final Get LOOK = new Get(KEY, OptionalLong.empty());
    private static final Range ALL = new Range("/", Optional.empty(), 10, OptionalLong.empty());
    private static final Got NOTHING = new Got(Optional.empty(), 9);

    private StoresThatBreak() {}

    private static Operation.Put put(long id) {
        return put(id, OptionalLong.empty(), false);
    }

    private static Operation.Put put(long id, OptionalLong ifVersion, boolean bound) {
        return new Operation.Put(
                KEY, new Value.Int64(StoreNumbers.put(id)), ifVersion, OptionalLong.empty(), bound, false);
    }

    private static Result.Stored stored(long version, long revision) {
        return new Result.Stored(Optional.empty(), version, revision);
    }

    private static Entry entry(long number, long version, long modified, Optional<SessionId> session) {
        return new Entry(
                KEY, new Value.Int64(StoreNumbers.put(number)), 5, modified, version, OptionalLong.empty(), session);
    }

    private static Got got(long number, long version, long modified) {
        return new Got(Optional.of(entry(number, version, modified, Optional.empty())), 9);
    }

    private static Told told(long revision, long number, long version) {
        Change change =
                new Change(KEY, revision, Cause.PUT, Optional.of(entry(number, version, revision, Optional.empty())));
        return new Told(revision, Optional.of(new Changed(List.of(change))));
    }

    private static Told reset(long revision) {
        return new Told(revision, Optional.empty());
    }

    /** Puts what its number is, bound to session 1, and reads it. */
    private static void bind(Teller story) {
        Transact binding = new Transact(
                List.of(), List.of(put(1, OptionalLong.empty(), true), new Operation.Read(KEY)), List.of());
        Result.Found found = new Result.Found(Optional.of(entry(1, 1, 5, SESSION)));
        story.told(story.store(1, A, binding, 0), 5, new Transacted(true, List.of(stored(1, 5), found), 5));
    }

    /** Puts if the key has this version, and adds if it has not. */
    private static Transact ifVersion(long id, long version) {
        return new Transact(
                List.of(new Condition.Compare(KEY, Field.VERSION, Relation.EQUAL, version)),
                List.of(put(id)),
                List.of(new Operation.Add(KEY, StoreNumbers.added(id))));
    }

    /** What a listener was told until the end. */
    private static void heard(Teller story, Told... all) {
        story.listening(B, all);
        story.end();
    }

    static List<BreakingCase> cases() {
        return List.of(
                new BreakingCase(
                        StoresHaveAnOrder.class,
                        "a value that was put is not there",
                        story -> {
                            story.told(story.store(1, A, put(1), 0), 5, stored(1, 5));
                            story.told(story.lookIntoStore(2, B, LOOK, 10), 9, NOTHING);
                            story.end();
                        },
                        story -> {
                            story.told(story.store(1, A, put(1), 0), 5, stored(1, 5));
                            story.failed(story.store(3, A, new Operation.Delete(KEY), 0), CallOutcome.UNKNOWN);
                            story.told(story.lookIntoStore(2, B, LOOK, 10), 9, NOTHING);
                            story.end();
                        }),
                new BreakingCase(
                        StoresHaveAnOrder.class,
                        "a version is given twice",
                        story -> {
                            story.told(story.store(1, A, put(1), 0), 5, stored(1, 5));
                            story.told(story.store(2, B, put(2), 0), 6, stored(1, 6));
                            story.end();
                        },
                        story -> {
                            story.told(story.store(1, A, put(1), 0), 5, stored(1, 5));
                            story.told(story.store(2, B, put(2), 0), 6, stored(2, 6));
                            story.end();
                        }),
                new BreakingCase(
                        StoresHaveAnOrder.class,
                        "a put is refused though the key has that version",
                        story -> {
                            story.refused(
                                    story.store(1, A, put(1, OptionalLong.of(0), false), 0),
                                    KvContract.VERSION_MISMATCH);
                            story.end();
                        },
                        story -> {
                            story.refused(
                                    story.store(1, A, put(1, OptionalLong.of(1), false), 0),
                                    KvContract.VERSION_MISMATCH);
                            story.end();
                        }),
                new BreakingCase(
                        StoresHaveAnOrder.class,
                        "a transaction does what it does if its condition holds, and it does not",
                        story -> {
                            story.told(story.store(1, A, put(1), 0), 5, stored(1, 5));
                            story.told(
                                    story.store(2, B, ifVersion(2, 0), 10),
                                    6,
                                    new Transacted(true, List.of(stored(2, 6)), 6));
                            story.end();
                        },
                        story -> {
                            story.told(story.store(1, A, put(1), 0), 5, stored(1, 5));
                            story.told(
                                    story.store(2, B, ifVersion(2, 0), 10),
                                    6,
                                    new Transacted(
                                            false,
                                            List.of(new Result.Sum(StoreNumbers.put(1) + StoreNumbers.added(2), 2)),
                                            6));
                            story.end();
                        }),
                new BreakingCase(
                        StoresHaveAnOrder.class,
                        "a bound key goes before its session has ended",
                        story -> {
                            bind(story);
                            story.told(story.lookIntoStore(2, B, LOOK, 10), 9, NOTHING);
                            story.told(story.lookIntoStore(3, B, LOOK, 20), 9, NOTHING);
                            story.history.sessionEnding(SESSION.orElseThrow());
                            story.end();
                        },
                        story -> {
                            bind(story);
                            story.history.sessionEnding(SESSION.orElseThrow());
                            story.told(story.lookIntoStore(2, B, LOOK, 10), 9, NOTHING);
                            story.end();
                        }),
                new BreakingCase(
                        BoundKeysLeave.class,
                        "a bound key outlives its session",
                        story -> {
                            bind(story);
                            story.history.sessionEnding(SESSION.orElseThrow());
                            story.told(
                                    story.lookIntoStore(2, B, ALL, 10),
                                    9,
                                    new Page(List.of(entry(1, 1, 5, SESSION)), Optional.empty(), 9, 5));
                        },
                        story -> {
                            bind(story);
                            story.told(
                                    story.lookIntoStore(2, B, ALL, 10),
                                    9,
                                    new Page(List.of(entry(1, 1, 5, SESSION)), Optional.empty(), 9, 5));
                        }),
                new BreakingCase(
                        StoresTellOneStory.class,
                        "a listener is told of another value than the writer",
                        story -> {
                            story.told(story.store(1, A, put(1), 0), 5, stored(1, 5));
                            story.listening(B, told(5, 2, 1));
                            story.end();
                        },
                        story -> {
                            story.told(story.store(1, A, put(1), 0), 5, stored(1, 5));
                            story.listening(B, told(5, 1, 1));
                            story.end();
                        }),
                new BreakingCase(
                        StoresTellOneStory.class,
                        "a reader sees another version than a listener",
                        story -> {
                            story.failed(story.store(1, A, put(1), 0), CallOutcome.UNKNOWN);
                            story.listening(B, told(5, 1, 2));
                            story.told(story.lookIntoStore(2, B, LOOK, 10), 9, got(1, 1, 5));
                            story.end();
                        },
                        story -> {
                            story.failed(story.store(1, A, put(1), 0), CallOutcome.UNKNOWN);
                            story.listening(B, told(5, 1, 1));
                            story.told(story.lookIntoStore(2, B, LOOK, 10), 9, got(1, 1, 5));
                            story.end();
                        }),
                new BreakingCase(
                        StoresTellOneStory.class,
                        "a listener is told of a revision twice",
                        story -> heard(story, reset(4), told(5, 1, 1), told(5, 1, 1)),
                        story -> heard(story, reset(4), told(5, 1, 1), reset(5))),
                new BreakingCase(
                        StoresTellOneStory.class,
                        "a listener is not told of a change",
                        story -> {
                            story.told(story.store(1, A, put(1), 0), 5, stored(1, 5));
                            heard(story, reset(4), told(6, 2, 2));
                        },
                        story -> {
                            story.told(story.store(1, A, put(1), 0), 5, stored(1, 5));
                            heard(story, reset(4), reset(5), told(6, 2, 2));
                        }));
    }
}
