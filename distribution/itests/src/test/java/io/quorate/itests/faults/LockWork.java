package io.quorate.itests.faults;

import io.quorate.client.QuorateClient;
import io.quorate.itests.faults.Note.Call;
import io.quorate.itests.faults.Note.Remark;
import io.quorate.itests.faults.Note.Told;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.lock.api.LockClient;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import io.quorate.simulation.check.History;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Clients that take one lock after the other and write what it guards. */
final class LockWork implements Workload {
    private static final int LOCKS = 200;

    /** A few are wanted by all. */
    private static final int HOT_LOCKS = 10;

    private static final int MAX_WAIT_MILLIS = 2_000;
    private static final int MAX_WRITES = 3;
    private static final int MAX_STEP_MILLIS = 40;

    /** One hold in some is that long, so that sessions end meanwhile and others wait in vain. */
    private static final int HOLDS_FOR_A_LONG_ONE = 20;

    private static final int MAX_LONG_STEP_MILLIS = 1_000;
    private static final String WRITTEN = "written";
    private static final String TOO_LATE = "too-late";
    private static final String REFUSED_THOUGH_VALID = "refused-though-valid";

    @Override
    public String recipe() {
        return LockContract.RECIPE;
    }

    @Override
    public Actor actor(QuorateClient client, Notebook notes, SplittableRandom chance, Path shared) throws IOException {
        return new Fighter(client, notes, chance, GuardedSlots.open(shared.resolve("guarded"), LOCKS))::act;
    }

    private record Fighter(QuorateClient client, Notebook notes, SplittableRandom chance, GuardedSlots guarded) {
        void act() throws InterruptedException {
            LockClient locks = client.open(Locks.TYPE);
            int lock = chance.nextInt(chance.nextBoolean() ? HOT_LOCKS : LOCKS);
            String name = notes.instance("guard-" + lock);
            long waitMillis = chance.nextInt(3) == 0 ? 0 : 1L + chance.nextInt(MAX_WAIT_MILLIS);
            long id = notes.newId();
            long from = System.nanoTime();
            Optional<LockHandle> got = notes.call(
                    id,
                    name,
                    new Acquire(waitMillis, Long.toString(id)),
                    waitMillis,
                    () -> locks.acquire(name, Duration.ofMillis(waitMillis)),
                    handle -> new Told(
                            new Grant(handle.token(), NotedHistory.session(id)),
                            handle.token().revision()));
            if (got.isPresent()) {
                Tenure hold = new Tenure(client, got.get()::isValid, from);
                work(id, got.get(), hold, lock);
                giveBack(id, name, got.get(), hold);
            }
        }

        private void work(long id, LockHandle handle, Tenure hold, int lock) throws InterruptedException {
            int longest = chance.nextInt(HOLDS_FOR_A_LONG_ONE) == 0 ? MAX_LONG_STEP_MILLIS : MAX_STEP_MILLIS;
            for (int write = chance.nextInt(MAX_WRITES); write >= 0; write--) {
                TimeUnit.MILLISECONDS.sleep(chance.nextInt(longest));
                // Also when it is too late: the token is there for that.
                boolean taken = guarded.write(lock, handle.token().value());
                boolean valid = hold.isValid();
                notes.remark(id, taken ? WRITTEN : valid ? REFUSED_THOUGH_VALID : TOO_LATE);
            }
        }

        private void giveBack(long id, String name, LockHandle handle, Tenure hold) throws InterruptedException {
            boolean held = hold.isValid();
            Optional<LockHandle> confirmed = notes.call(
                    notes.newId(),
                    name,
                    new Release(handle.token()),
                    0,
                    () -> {
                        handle.close();
                        if (!held || !hold.isSameSession()) {
                            throw QuorateException.of(
                                    LockContract.NOT_HELD, CallOutcome.UNKNOWN, "it was lost, sooner or later");
                        }
                        return handle;
                    },
                    released -> new Told(
                            new Released(released.token(), LockContract.ReleaseReason.RELEASED),
                            released.token().revision() + 1));
            if (confirmed.isEmpty()) {
                notes.over(id, hold.validNanos());
                Tenure.giveBack(handle::close);
            }
        }
    }

    @Override
    public void answered(Call call, History history) {
        call.reply(Grant.class)
                .ifPresent(grant ->
                        history.granted(call.instance(), grant.token(), grant.session(), Long.toString(call.id())));
    }

    @Override
    public List<String> wrongWith(List<Note> notes) {
        List<String> wrong = new ArrayList<>(
                TokensOfCalls.wrongWith(notes, call -> call.reply(Grant.class).map(Grant::token)));
        notes.stream()
                .filter(note -> note instanceof Remark remark && remark.what().equals(REFUSED_THOUGH_VALID))
                .forEach(note -> wrong.add("a write was refused though its hold was valid: " + note));
        return wrong;
    }
}
