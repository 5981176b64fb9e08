package io.quorate.recipe.kv;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Table;
import io.quorate.recipe.Timer;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Cause;

/** What ends by itself: keys whose time is over, keys of a session that ended, and the memory of old changes. */
final class Endings {
    /** One for each key that goes by itself, under the number in its item. */
    static final Timer<Expiry> EXPIRY = Timer.of("expiry", Expiry.class);

    /** Runs while keys of an ended session are left, under the session. */
    static final Timer<Leaving> LEAVING = Timer.of("leaving", Leaving.class);

    /** Runs as long as the store has a book, under {@link #ONLY}. */
    static final Timer<Reminder> AGE = Timer.of("age", Reminder.class);

    private static final long ONLY = 0;
    private static final long AT_ONCE_MILLIS = 1;
    private static final int PAGE = 100;

    /** A key that goes. */
    record Expiry(String key) {}

    /**
     * A session that ended.
     *
     * @param from the next of its keys
     */
    record Leaving(SessionId session, String from) {}

    /** Changes up to this revision were there when the timer was set. */
    record Reminder(long revision) {}

    private Endings() {}

    static void expired(ApplyContext context, Expiry expiry) {
        Edit edit = Edit.of(context);
        edit.item(expiry.key()).ifPresent(item -> edit.remove(expiry.key(), item, Cause.EXPIRED));
        edit.finish();
    }

    /** Removes keys of the session, as many as one step may, and comes back for the others. */
    static void sessionEnded(ApplyContext context, SessionId session) {
        leave(context, new Leaving(session, ""));
    }

    static void leave(ApplyContext context, Leaving leaving) {
        SessionId session = leaving.session();
        Edit edit = Edit.of(context);
        Store.Owned from = Store.Owned.of(session, leaving.from());
        for (Table.Row<Store.Owned, Boolean> owned : Store.OWNED.from(context, from, PAGE + 1)) {
            String key = owned.key().key();
            if (owned.key().session() != session.value()) {
                break;
            }
            if (!edit.hasRoom()) {
                LEAVING.set(context, session.value(), AT_ONCE_MILLIS, new Leaving(session, key));
                break;
            }
            edit.item(key).ifPresent(item -> edit.remove(key, item, Cause.SESSION_ENDED));
        }
        edit.finish();
    }

    /** Comes back for what is there now when it is old. */
    static void remind(ApplyContext context, Book book) {
        AGE.set(context, ONLY, KvContract.HISTORY_AGE_MILLIS, new Reminder(book.lastChange()));
    }

    /** Comes back at once, for what is too much to remember now. */
    static void trimSoon(ApplyContext context, Book book) {
        AGE.set(context, ONLY, AT_ONCE_MILLIS, new Reminder(book.forgotten()));
    }

    static void grewOld(ApplyContext context, Reminder reminder) {
        Edit edit = Edit.of(context);
        boolean done = edit.forgetUpTo(reminder.revision());
        Book book = edit.book();
        if (!done) {
            Store.BOOK.set(context, book);
            AGE.set(context, ONLY, AT_ONCE_MILLIS, reminder);
        } else if (book.keys() == 0 && book.changes() == 0 && book.lastChange() <= reminder.revision()) {
            Store.BOOK.clear(context);
        } else {
            Store.BOOK.set(context, book);
            remind(context, book);
        }
    }
}
