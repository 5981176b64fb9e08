package io.quorate.recipe.kv.api;

import io.quorate.codec.DefaultValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Commands, queries and the event of recipe {@code kv}, whose instances are stores. */
public final class KvContract {
    public static final String RECIPE = "kv";

    public static final int VERSION = 1;

    /** Query {@link Get} to {@link Got}. */
    public static final String GET = "get";

    /** Query {@link Range} to {@link Page}. */
    public static final String RANGE = "range";

    /** Query {@link Children} to {@link Names}. */
    public static final String CHILDREN = "children";

    /** Query {@link History} to {@link Past}. */
    public static final String HISTORY = "history";

    /** Query {@link Describe} to {@link KvDescription}. */
    public static final String DESCRIBE = "describe";

    /** Command {@link Operation.Put} to {@link Result.Stored}. */
    public static final String PUT = "put";

    /** Command {@link Operation.Delete} to {@link Result.Deleted}. */
    public static final String DELETE = "delete";

    /** Command {@link Operation.Add} to {@link Result.Sum}. */
    public static final String ADD = "add";

    /** Command {@link Operation.Append} to {@link Result.Stored}. */
    public static final String APPEND = "append";

    /** Command {@link Operation.Merge} to {@link Result.Stored}. */
    public static final String MERGE = "merge";

    /** Command {@link Operation.Touch} to {@link Result.Stored}. */
    public static final String TOUCH = "touch";

    /** Command {@link Transact} to {@link Transacted}. */
    public static final String TRANSACT = "transact";

    /** Command {@link Configure} to {@link Configured}. */
    public static final String CONFIGURE = "configure";

    /** Error: the key has another version than the caller asked for. */
    public static final String VERSION_MISMATCH = "VERSION_MISMATCH";

    /** Error: the key holds a value of another type than the operation is for. */
    public static final String WRONG_TYPE = "WRONG_TYPE";

    /** Error: the store has forgotten what it was at that revision. */
    public static final String HISTORY_GONE = "HISTORY_GONE";

    /** Error: the number would not fit into 64 bits. */
    public static final String OUT_OF_BOUNDS = "OUT_OF_BOUNDS";

    /** Largest value in bytes, text as UTF-8; also of all values together that one command sets. */
    public static final int MAX_VALUE_BYTES = 1_000_000;

    /** Longest JSON value and merge patch, in UTF-16 units. */
    public static final int MAX_JSON_CHARS = 16 * 1024;

    /** Deepest nesting of a JSON value. */
    public static final int MAX_JSON_DEPTH = 32;

    /** Most conditions of a transaction, and most operations of each of its branches. */
    public static final int MAX_OPERATIONS = 128;

    /** Most keys that one command changes. */
    public static final int MAX_CHANGES = 1_000;

    /** Largest number of keys that a condition counts. */
    public static final int MAX_COUNTED = 10_000;

    /** Most entries, names or changes of a page. */
    public static final int MAX_PAGE = 1_000;

    /** Values of a page that ends by bytes: most of it, unless the first entry alone has more. */
    public static final int MAX_PAGE_BYTES = 512 * 1024;

    /**
     * Most bytes of the keys, values and replies that a transaction answers with, and of what is around each: 64 for a
     * result, 192 for one that is an entry.
     */
    public static final int MAX_ANSWER_BYTES = 15 * 1024;

    /** Changes that a store remembers unless it is configured. */
    public static final int DEFAULT_HISTORY_CHANGES = 10_000;

    /** Bytes of the values before these changes that a store remembers unless it is configured. */
    public static final int DEFAULT_HISTORY_BYTES = 8 * 1024 * 1024;

    /** Most changes that a store can be configured to remember. */
    public static final int MAX_HISTORY_CHANGES = 100_000;

    /** Most bytes that a store can be configured to remember. */
    public static final int MAX_HISTORY_BYTES = 256 * 1024 * 1024;

    /** Log time in ms for which a change is remembered at least, if there is room; and at most twice as long. */
    public static final long HISTORY_AGE_MILLIS = 3_600_000;

    private KvContract() {}

    /**
     * Reads a key.
     *
     * @param at revision of the past to read at; empty for the present
     */
    public record Get(String key, OptionalLong at) {
        public Get {
            Keys.requireKey(key);
        }
    }

    /**
     * A key, if it is there.
     *
     * @param revision that was read at
     */
    public record Got(Optional<Entry> entry, long revision) {}

    /**
     * Reads keys in their order.
     *
     * @param prefix with which they begin; {@code /} for all
     * @param after key behind which the page begins; empty for the first page
     * @param limit most entries, 1 to {@link #MAX_PAGE}
     * @param at revision of the past to read at, such as that of the page before; empty for the present
     */
    public record Range(
            @DefaultValue("/") String prefix,
            Optional<String> after,
            @DefaultValue("100") int limit,
            OptionalLong at) {
        public Range {
            Keys.requirePrefix(prefix);
            requireLimit(limit);
        }
    }

    /**
     * Keys in their order.
     *
     * @param next {@code after} of the next page; empty when this one is the last
     * @param revision that was read at
     * @param store names the store: another one after it was made anew or restored; 0 for one without keys and past
     */
    public record Page(List<Entry> entries, Optional<String> next, long revision, long store) {}

    /**
     * Asks what is directly below a key.
     *
     * @param after {@code next} of the page before; empty for the first
     * @param limit most names, 1 to {@link #MAX_PAGE}
     */
    public record Children(
            @DefaultValue("/") String key,
            Optional<String> after,
            @DefaultValue("100") int limit) {
        public Children {
            Keys.requirePrefix(key);
            requireLimit(limit);
        }
    }

    /**
     * Names below a key, in the order of the keys.
     *
     * @param next {@code after} of the next page; empty when this one is the last
     */
    public record Names(List<Name> names, Optional<String> next, long revision) {}

    /**
     * A name below a key.
     *
     * @param isKey it is a key itself
     * @param hasChildren there are keys below it
     */
    public record Name(String name, boolean isKey, boolean hasChildren) {}

    /**
     * Asks what changed.
     *
     * @param prefix with which the changed keys begin
     * @param after revision behind which the changes are
     * @param store as it was told with that revision; empty when it was not
     * @param limit most changes that are looked at, but a revision is told as a whole; 1 to {@link #MAX_PAGE}
     */
    public record History(
            @DefaultValue("/") String prefix,
            @DefaultValue("0") long after,
            OptionalLong store,
            @DefaultValue("100") int limit) {
        public History {
            Keys.requirePrefix(prefix);
            requireLimit(limit);
        }
    }

    /**
     * Changes in the order in which they happened.
     *
     * @param next {@code after} of the next page: all changes up to it are told
     * @param store {@code store} of the next page
     * @param more changes of the past are left
     */
    public record Past(List<Change> changes, long next, long store, boolean more) {}

    /**
     * A key was set or went.
     *
     * @param entry what it holds; empty when it went
     */
    public record Change(String key, long revision, Cause cause, Optional<Entry> entry) {}

    /** Why a key changed. */
    public enum Cause {
        PUT,
        DELETED,
        /** Its time was over. */
        EXPIRED,
        /** The session that it was bound to ended. */
        SESSION_ENDED
    }

    /** What one command, or one step of what happens by itself, changed. */
    public record Changed(List<Change> changes) {}

    /**
     * Does the operations of one branch, all or none.
     *
     * @param when at most {@link #MAX_OPERATIONS}; the first branch is done if all hold
     */
    public record Transact(List<Condition> when, List<Operation> then, List<Operation> otherwise) {
        public Transact {
            requireFew(when, "conditions");
            requireFew(then, "operations if they hold");
            requireFew(otherwise, "operations if they do not");
        }
    }

    /**
     * What a transaction did.
     *
     * @param held all conditions held
     * @param results of the branch that was done, in the order of its operations
     */
    public record Transacted(boolean held, List<Result> results, long revision) {}

    /**
     * Sets how much a store remembers.
     *
     * @param historyChanges 0 to {@link #MAX_HISTORY_CHANGES}; empty to leave it
     * @param historyBytes 0 to {@link #MAX_HISTORY_BYTES}; empty to leave it
     */
    public record Configure(OptionalLong historyChanges, OptionalLong historyBytes) {}

    /** How much a store remembers. */
    public record Configured(int historyChanges, int historyBytes) {}

    /** Asks what a store is. */
    public record Describe() {}

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_PAGE + ", was " + limit);
        }
    }

    private static void requireFew(List<?> elements, String what) {
        if (elements.size() > MAX_OPERATIONS) {
            throw new IllegalArgumentException(
                    "a transaction has at most " + MAX_OPERATIONS + " " + what + ", this one has " + elements.size());
        }
    }
}
