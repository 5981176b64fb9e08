package io.quorate.simulation.work;

import io.quorate.client.core.Lease;
import io.quorate.client.core.Moment;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.ReleaseAll;
import io.quorate.recipe.lock.api.LockContract.ReleasedAll;
import io.quorate.simulation.Chance;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.Hold;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How one program uses locks that it takes together, one set after the other. */
final class SetWork {
    private static final long RELEASE_MILLIS = 5_000;

    private final Task task;
    private final SimClient client;
    private final Chance chance;
    private boolean busy;

    SetWork(Task task, SimClient client, Chance chance) {
        this.task = task;
        this.client = client;
        this.chance = chance;
    }

    boolean isIdle() {
        return !busy;
    }

    void begin() {
        if (busy) {
            return;
        }
        busy = true;
        List<String> left = new ArrayList<>(task.together().keySet());
        List<String> set = new ArrayList<>();
        for (int i = 2 + chance.below(2); i > 0; i--) {
            set.add(left.remove(chance.below(left.size())));
        }
        long limit = chance.oneIn(6) ? chance.between(300, 4_000) : 0;
        acquire(set, chance.oneIn(3) ? 0 : chance.between(10, 8_000), limit, chance.between(200, 10_000));
    }

    private void acquire(List<String> set, long waitMillis, long maxHoldMillis, long deadlineMillis) {
        Moment from = client.now();
        List<String> others = set.subList(1, set.size());
        Operation asked = client.call(
                Verbs.ACQUIRE_ALL,
                set.get(0),
                id -> new AcquireAll(others, waitMillis, Long.toString(id), maxHoldMillis, 0),
                deadlineMillis,
                new Answer<Grant>() {
                    @Override
                    public void replied(Grant grant) {
                        granted(set, grant, from);
                    }

                    @Override
                    public void failed(Ending.Failed failure) {
                        busy = false;
                    }
                });
        if (chance.oneIn(10)) {
            client.later(chance.millis(0, 4_000), () -> {
                if (client.giveUp(asked)) {
                    busy = false;
                }
            });
        }
    }

    private void granted(List<String> set, Grant grant, Moment asked) {
        Optional<Lease> limit = grant.maxHoldMillis() == 0
                ? Optional.empty()
                : Optional.of(new Lease(asked, grant.waitedMillis() + grant.maxHoldMillis()));
        List<Hold> holds = set.stream()
                .map(lock -> new Hold(client, lock, grant.token(), grant.session(), limit))
                .toList();
        if (!holds.get(0).isBelieved()) {
            busy = false;
            return;
        }
        holds.forEach(task.world().history()::holdBegun);
        long until = chance.oneIn(8) ? chance.millis(1_000, 8_000) : chance.millis(1, 500);
        client.later(chance.between(0, until), () -> holds.forEach(this::useGuarded));
        client.later(until, () -> release(holds));
    }

    private void useGuarded(Hold hold) {
        if (hold.isBelieved()) {
            long underWay = chance.oneIn(5) ? chance.millis(1, 8_000) : chance.micros(50, 2_000);
            task.world()
                    .time()
                    .after(underWay, () -> task.guardedBy(hold.lock()).write(hold.token()));
        }
    }

    private void release(List<Hold> holds) {
        Hold first = holds.get(0);
        boolean believed = first.isBelieved();
        holds.forEach(task.world().history()::holdEnded);
        if (!believed) {
            busy = false;
            return;
        }
        ReleaseAll request = new ReleaseAll(first.token());
        client.call(Verbs.RELEASE_ALL, first.lock(), id -> request, RELEASE_MILLIS, new Answer<>() {
            @Override
            public void replied(ReleasedAll reply) {
                busy = false;
            }

            @Override
            public void failed(Ending.Failed failure) {
                if (!failure.code().equals(LockContract.NOT_HELD) && first.isBelieved()) {
                    client.later(chance.millis(10, 200), () -> release(holds));
                } else {
                    busy = false;
                }
            }
        });
    }
}
