package io.quorate.simulation.work;

import io.quorate.client.core.Lease;
import io.quorate.client.core.Moment;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.simulation.Chance;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.Hold;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How one program uses locks: asks for one, works with what it guards, gives it back or forgets to. */
final class LockWork {
    private static final long RELEASE_MILLIS = 5_000;

    private final Task task;
    private final SimClient client;
    private final Chance chance;

    /** Locks asked for or held, with what is held. */
    private final Map<String, List<Hold>> busy = new HashMap<>();

    LockWork(Task task, SimClient client, Chance chance) {
        this.task = task;
        this.client = client;
        this.chance = chance;
    }

    /** Nothing is asked for or held. */
    boolean isIdle() {
        return busy.isEmpty();
    }

    void begin() {
        String lock = chance.pick(List.copyOf(task.locks().keySet()));
        if (busy.putIfAbsent(lock, List.of()) == null) {
            long limit = chance.oneIn(6) ? chance.between(300, 4_000) : 0;
            acquire(lock, chance.oneIn(3) ? 0 : chance.between(10, 6_000), limit, chance.between(200, 10_000));
        }
    }

    private void acquire(String lock, long waitMillis, long maxHoldMillis, long deadlineMillis) {
        Moment from = client.now();
        Operation asked = client.call(
                Verbs.ACQUIRE,
                lock,
                id -> new Acquire(waitMillis, Long.toString(id), "", maxHoldMillis, 0, 0, ""),
                deadlineMillis,
                new Answer<Grant>() {
                    @Override
                    public void replied(Grant grant) {
                        granted(lock, grant, from);
                    }

                    @Override
                    public void failed(Ending.Failed failure) {
                        busy.remove(lock);
                    }
                });
        if (chance.oneIn(10)) {
            client.later(chance.millis(0, 2_000), () -> {
                if (client.giveUp(asked)) {
                    busy.remove(lock);
                }
            });
        }
    }

    private void granted(String lock, Grant grant, Moment asked) {
        Optional<Lease> limit = grant.maxHoldMillis() == 0
                ? Optional.empty()
                : Optional.of(new Lease(asked, grant.waitedMillis() + grant.maxHoldMillis()));
        Hold hold = new Hold(client, lock, grant.token(), grant.session(), limit);
        if (!hold.isBelieved()) {
            busy.remove(lock);
            return;
        }
        busy.put(lock, List.of(hold));
        task.world().history().holdBegun(hold);
        long until = chance.oneIn(8) ? chance.millis(1_000, 15_000) : chance.millis(1, 500);
        for (int i = chance.below(3); i >= 0; i--) {
            client.later(chance.between(0, until), () -> useGuarded(hold));
        }
        client.later(until, () -> release(hold));
    }

    /** Looks whether the hold is valid, and writes; the write arrives when it may not be any more. */
    private void useGuarded(Hold hold) {
        if (hold.isBelieved() && busy.containsValue(List.of(hold))) {
            long underWay = chance.oneIn(5) ? chance.millis(1, 8_000) : chance.micros(50, 2_000);
            task.world()
                    .time()
                    .after(underWay, () -> task.guardedBy(hold.lock()).write(hold.token()));
        }
    }

    private void release(Hold hold) {
        boolean believed = hold.isBelieved();
        task.world().history().holdEnded(hold);
        if (!believed) {
            busy.remove(hold.lock());
            return;
        }
        busy.put(hold.lock(), List.of());
        client.call(Verbs.RELEASE, hold.lock(), id -> new Release(hold.token()), RELEASE_MILLIS, new Answer<>() {
            @Override
            public void replied(Released reply) {
                busy.remove(hold.lock());
            }

            @Override
            public void failed(Ending.Failed failure) {
                if (!failure.code().equals(LockContract.NOT_HELD) && hold.isBelieved()) {
                    client.later(chance.millis(10, 200), () -> release(hold));
                } else {
                    busy.remove(hold.lock());
                }
            }
        });
    }
}
