package io.quorate.simulation.work;

import io.quorate.recipe.election.api.ElectionContract.Campaign;
import io.quorate.recipe.election.api.ElectionContract.Resign;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.register.RegisterContract.Write;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.function.Consumer;

/** A newcomer in a healthy world: takes and releases every lock, writes every register and leads once in every election, which must all succeed. */
public final class Probe {
    private static final long WAIT_MILLIS = 30_000;
    private static final long DEADLINE_MILLIS = 40_000;

    private final SimClient client;
    private final ArrayDeque<Runnable> steps = new ArrayDeque<>();
    private final Consumer<Ending.Failed> failed;

    public Probe(
            SimClient client,
            Collection<String> locks,
            Collection<String> registers,
            Collection<String> elections,
            Runnable done,
            Consumer<Ending.Failed> failed) {
        this.client = client;
        this.failed = failed;
        locks.forEach(lock -> steps.add(() -> take(lock)));
        registers.forEach(register -> steps.add(() -> write(register)));
        elections.forEach(election -> steps.add(() -> lead(election)));
        steps.add(() -> client.close(DEADLINE_MILLIS, done));
    }

    public void start() {
        client.later(0, this::next);
    }

    private void next() {
        steps.remove().run();
    }

    private void take(String lock) {
        client.call(
                Verbs.ACQUIRE,
                lock,
                id -> new Acquire(WAIT_MILLIS, Long.toString(id)),
                DEADLINE_MILLIS,
                step(grant -> release(lock, grant)));
    }

    private void release(String lock, Grant grant) {
        client.call(Verbs.RELEASE, lock, id -> new Release(grant.token()), DEADLINE_MILLIS, step(reply -> next()));
    }

    private void lead(String election) {
        client.call(
                Verbs.CAMPAIGN,
                election,
                id -> new Campaign(WAIT_MILLIS, Long.toString(id), 0),
                DEADLINE_MILLIS,
                step(elected -> client.call(
                        Verbs.RESIGN,
                        election,
                        id -> new Resign(elected.token(), 0),
                        DEADLINE_MILLIS,
                        step(reply -> next()))));
    }

    private void write(String register) {
        client.call(Verbs.WRITE, register, id -> new Write(id, id), DEADLINE_MILLIS, step(reply -> next()));
    }

    private <R extends Record> Answer<R> step(Consumer<R> then) {
        return Answer.of(then, failed);
    }
}
