package io.quorate.recipe.kv;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Cause;
import io.quorate.recipe.kv.api.KvContract.Change;
import io.quorate.recipe.kv.api.KvContract.Changed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What one command changes in a store. {@link #finish} ends it. */
final class Edit {
    /** Beyond these, what happens by itself goes on in another step: a step has a budget. */
    private static final int STEP_CHANGES = 100;

    private static final int STEP_BYTES = 4 * 1024 * 1024;

    /** Changes that are forgotten besides two for each new one. */
    private static final int FORGOTTEN = 16;

    private final ApplyContext context;
    private final Settings settings;
    private final List<Change> changes = new ArrayList<>();

    /** Where in {@link #changes} a key is: what one command does to a key is one change. */
    private final TreeMap<String, Integer> places = new TreeMap<>();

    private final int firstOrdinal;
    private final boolean isNew;
    private Book book;
    private long bytesSet;
    private long bytesMoved;

    private Edit(ApplyContext context, Optional<Book> book) {
        this.context = context;
        this.isNew = book.isEmpty();
        this.book = isNew ? Book.bornAt(context.revision()) : book.get();
        this.settings = Settings.of(context);
        this.firstOrdinal = this.book.ordinalAt(context.revision());
    }

    static Edit of(ApplyContext context) {
        return new Edit(context, Store.BOOK.get(context));
    }

    ApplyContext context() {
        return context;
    }

    Optional<Item> item(String key) {
        return Store.KEYS.get(context, key);
    }

    /** A number above all before in this store, over restores too. */
    long number() {
        book = book.numbered(Math.max(context.token().value(), book.lastNumber() + 1));
        return book.lastNumber();
    }

    void set(String key, Optional<Item> before, Item after) {
        bytesSet += after.bytes();
        if (bytesSet > KvContract.MAX_VALUE_BYTES) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "one command sets values of at most " + KvContract.MAX_VALUE_BYTES + " bytes");
        }
        if (before.isPresent()) {
            detach(key, before.get(), after);
        }
        if (after.session().isPresent()) {
            own(key, after.session().get());
        }
        book = book.holding(before.isPresent() ? 0 : 1, after.bytes() - bytes(before));
        happened(key, before, Optional.of(after), Cause.PUT);
        Store.KEYS.put(context, key, after);
    }

    void remove(String key, Item before, Cause cause) {
        endTimer(before);
        disown(key, before);
        book = book.holding(-1, -before.bytes());
        happened(key, Optional.of(before), Optional.empty(), cause);
        Store.KEYS.remove(context, key);
    }

    /** Lets a key last until another time, which is no change of what it holds. */
    void last(String key, Item before, Item after) {
        if (!before.endsWith(after)) {
            endTimer(before);
        }
        Store.KEYS.put(context, key, after);
    }

    /** One step of what happens by itself may do more. */
    boolean hasRoom() {
        return changes.size() < STEP_CHANGES && bytesMoved < STEP_BYTES;
    }

    /** Keeps and tells what changed, and forgets what is too much to remember. */
    void finish() {
        if (changes.isEmpty() && isNew) {
            return;
        }
        forget(2 * changes.size() + FORGOTTEN, 0);
        Store.BOOK.set(context, book);
        if (isNew) {
            Endings.remind(context, book);
        }
        if (!changes.isEmpty()) {
            context.emit(new Changed(changes));
        }
    }

    /**
     * Forgets changes of up to this revision, and others that are too much to remember, as far as one step may.
     *
     * @return nothing of that is left
     */
    boolean forgetUpTo(long revision) {
        return forget(STEP_CHANGES, revision);
    }

    Book book() {
        return book;
    }

    private boolean forget(int most, long upTo) {
        long before = book.pastBytes();
        for (int i = 0; i < most && before - book.pastBytes() < STEP_BYTES; i++) {
            if (!remembersTooMuch() && !remembers(upTo)) {
                return true;
            }
            book = History.forgetOldest(context, book);
        }
        return !remembersTooMuch() && !remembers(upTo);
    }

    private boolean remembers(long upTo) {
        if (book.forgotten() > upTo) {
            return false;
        }
        Optional<Long> oldest = History.oldest(context, book);
        return oldest.isPresent() && oldest.get() <= upTo;
    }

    private boolean remembersTooMuch() {
        return book.changes() > settings.historyChanges() || book.pastBytes() > settings.historyBytes();
    }

    private void happened(String key, Optional<Item> before, Optional<Item> after, Cause cause) {
        Optional<Entry> entry = after.map(item -> item.entry(context, key));
        Change change = new Change(key, context.revision(), cause, entry);
        if (places.containsKey(key)) {
            int place = places.get(key);
            changes.set(place, change);
            History.restate(context, settings, firstOrdinal + place, key, cause);
            return;
        }
        if (changes.size() == KvContract.MAX_CHANGES) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "one command changes at most " + KvContract.MAX_CHANGES + " keys");
        }
        bytesMoved += bytes(before);
        places.put(key, changes.size());
        changes.add(change);
        book = History.remember(context, book, settings, key, before, cause);
    }

    private void detach(String key, Item before, Item after) {
        if (!before.endsWith(after)) {
            endTimer(before);
        }
        if (before.session().isPresent()
                && (after.session().isEmpty()
                        || after.session().get().value()
                                != before.session().get().value())) {
            disown(key, before);
        }
    }

    private void endTimer(Item item) {
        item.end().ifPresent(end -> Endings.EXPIRY.cancel(context, end.number()));
    }

    private void own(String key, SessionId session) {
        Store.Owned owned = Store.Owned.of(session, key);
        if (Store.OWNED.get(context, owned).isEmpty()) {
            Store.OWNED.put(context, owned, true);
            count(session, 1);
        }
    }

    private void disown(String key, Item item) {
        if (item.session().isPresent()) {
            SessionId session = item.session().get();
            Store.OWNED.remove(context, Store.Owned.of(session, key));
            count(session, -1);
        }
    }

    /** The session is bound while it has keys. */
    private void count(SessionId session, int more) {
        int before = Store.OWNERS.get(context, session.value()).orElse(0);
        if (before + more == 0) {
            Store.OWNERS.remove(context, session.value());
            context.unbind(session);
            return;
        }
        if (before == 0) {
            context.bind(session);
        }
        Store.OWNERS.put(context, session.value(), before + more);
    }

    private static int bytes(Optional<Item> item) {
        return item.isPresent() ? item.get().bytes() : 0;
    }
}
