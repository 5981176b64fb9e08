package io.quorate.itests.faults;

import io.quorate.client.QuorateClient;
import io.quorate.itests.faults.LockNote.GivenBack;
import io.quorate.itests.faults.LockNote.Granted;
import io.quorate.itests.faults.LockNote.Refused;
import io.quorate.itests.faults.LockNote.Written;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.lock.api.LockClient;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A client that takes one lock after the other, writes what it guards, and notes what it sees. One thread. */
final class LockFighter {
    /** A few are wanted by all. */
    private static final int MAX_HOT_LOCKS = 10;

    private static final int MAX_WAIT_MILLIS = 2_000;
    private static final int MAX_WRITES = 3;
    private static final int MAX_STEP_MILLIS = 40;

    /** One hold in some is that long, so that sessions end meanwhile and others wait in vain. */
    private static final int HOLDS_FOR_A_LONG_ONE = 20;

    private static final int MAX_LONG_STEP_MILLIS = 1_000;

    private final QuorateClient client;
    private final LockClient locks;
    private final int count;
    private final GuardedSlots guarded;
    private final LongSupplier ids;
    private final SplittableRandom chance;
    private final Consumer<LockNote> notes;

    /**
     * @param count of locks
     * @param ids of calls, each another one
     */
    LockFighter(
            QuorateClient client,
            int count,
            GuardedSlots guarded,
            LongSupplier ids,
            SplittableRandom chance,
            Consumer<LockNote> notes) {
        this.client = client;
        this.locks = client.open(Locks.TYPE);
        this.count = count;
        this.guarded = guarded;
        this.ids = ids;
        this.chance = chance;
        this.notes = notes;
    }

    /** Asks for one lock; when it is granted, holds it for a while and gives it back. */
    void fight() throws InterruptedException {
        int lock = chance.nextInt(chance.nextBoolean() ? Math.min(MAX_HOT_LOCKS, count) : count);
        String name = "guard-" + lock;
        long waitMillis = chance.nextInt(3) == 0 ? 0 : 1 + chance.nextInt(MAX_WAIT_MILLIS);
        long id = ids.getAsLong();
        long from = System.nanoTime();
        LockHandle handle;
        try {
            handle = locks.acquire(name, Duration.ofMillis(waitMillis));
        } catch (QuorateException why) {
            notes.accept(new Refused(id, name, waitMillis, from, System.nanoTime(), why.code(), why.outcome()));
            return;
        }
        long token = handle.token().value();
        notes.accept(new Granted(id, name, waitMillis, from, System.nanoTime(), token));
        giveBack(id, handle, work(id, handle, lock, from));
    }

    /** Answers the last moment at which the hold was valid for certain. */
    private long work(long id, LockHandle handle, int lock, long from) throws InterruptedException {
        int longest = chance.nextInt(HOLDS_FOR_A_LONG_ONE) == 0 ? MAX_LONG_STEP_MILLIS : MAX_STEP_MILLIS;
        long valid = from;
        for (int write = chance.nextInt(MAX_WRITES); write >= 0; write--) {
            TimeUnit.MILLISECONDS.sleep(chance.nextInt(longest));
            // Also when it is too late: the token is there for that.
            boolean taken = guarded.write(lock, handle.token().value());
            valid = validAt(handle, valid);
            notes.accept(new Written(id, taken, handle.isValid()));
        }
        return valid;
    }

    private static long validAt(LockHandle handle, long before) {
        long now = System.nanoTime();
        return handle.isValid() ? now : before;
    }

    private void giveBack(long id, LockHandle handle, long lastValid) throws InterruptedException {
        Optional<SessionId> session = client.session().id();
        long from = System.nanoTime();
        boolean held = handle.isValid();
        boolean confirmed = false;
        try {
            handle.close();
            // A session that was lost meanwhile may go on at the servers, and the hold with it.
            confirmed =
                    held && client.session().isValid() && client.session().id().equals(session);
        } catch (QuorateException unanswered) {
            // Once more, below.
        }
        notes.accept(new GivenBack(id, held ? from : lastValid, from, System.nanoTime(), confirmed));
        while (held && !confirmed && !isOver(handle)) {
            TimeUnit.MILLISECONDS.sleep(MAX_STEP_MILLIS);
        }
    }

    private static boolean isOver(LockHandle handle) {
        try {
            handle.close();
            return true;
        } catch (QuorateException unanswered) {
            return false;
        }
    }
}
