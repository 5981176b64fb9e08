package io.quorate.simulation.work;

import io.quorate.recipe.election.api.ElectionContract.Campaign;
import io.quorate.recipe.election.api.ElectionContract.Elected;
import io.quorate.recipe.election.api.ElectionContract.Resign;
import io.quorate.recipe.election.api.ElectionContract.TermOver;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.simulation.Chance;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;

/** Some commands of one client in a namespace that goes back to backups: a register is changed, a lock taken, and an election won. */
final class SavedWork {
    private static final int MAX_COMMANDS = 4;
    private static final long DEADLINE_MILLIS = 4_000;
    private static final long MAX_WAIT_MILLIS = 2_000;

    private final SimClient client;
    private final Chance chance;
    private final SavedRegister register;
    private final Runnable done;
    private int left;

    /** @param done called when nothing is open any more; the lock may be held still, and a term may go on */
    SavedWork(SimClient client, Chance chance, SavedRegister register, Runnable done) {
        this.client = client;
        this.chance = chance;
        this.register = register;
        this.done = done;
        this.left = 1 + chance.below(MAX_COMMANDS);
    }

    void next() {
        if (left == 0) {
            done.run();
            return;
        }
        left--;
        if (chance.oneIn(3)) {
            take();
        } else if (chance.oneIn(3)) {
            stand();
        } else {
            change();
        }
    }

    private void change() {
        Operation[] asked = new Operation[1];
        asked[0] = client.call(
                Verbs.ADD.in(Restorer.NAMESPACE),
                Restorer.REGISTER,
                id -> new RegisterContract.Add(id, 1 + id % 7),
                DEADLINE_MILLIS,
                new Answer<>() {
                    @Override
                    public void replied(RegisterContract.Done reply) {
                        register.acknowledged(asked[0].id());
                        next();
                    }

                    @Override
                    public void failed(Ending.Failed failure) {
                        next();
                    }
                });
    }

    private void take() {
        client.call(
                Verbs.ACQUIRE.in(Restorer.NAMESPACE),
                Restorer.LOCK,
                id -> new Acquire(0, Long.toString(id)),
                DEADLINE_MILLIS,
                Answer.of(
                        (Grant grant) -> {
                            if (chance.oneIn(2)) {
                                release(grant);
                            } else {
                                next();
                            }
                        },
                        failure -> next()));
    }

    private void stand() {
        long wait = chance.oneIn(2) ? 0 : chance.between(10, MAX_WAIT_MILLIS);
        client.call(
                Verbs.CAMPAIGN.in(Restorer.NAMESPACE),
                Restorer.ELECTION,
                id -> new Campaign(wait, Long.toString(id), 0),
                DEADLINE_MILLIS,
                Answer.of(
                        (Elected elected) -> {
                            if (chance.oneIn(2)) {
                                resign(elected);
                            } else {
                                next();
                            }
                        },
                        failure -> next()));
    }

    private void resign(Elected elected) {
        client.call(
                Verbs.RESIGN.in(Restorer.NAMESPACE),
                Restorer.ELECTION,
                id -> new Resign(elected.token(), 0),
                DEADLINE_MILLIS,
                Answer.of((TermOver reply) -> next(), failure -> next()));
    }

    private void release(Grant grant) {
        client.call(
                Verbs.RELEASE.in(Restorer.NAMESPACE),
                Restorer.LOCK,
                id -> new Release(grant.token()),
                DEADLINE_MILLIS,
                Answer.of((Released reply) -> next(), failure -> next()));
    }
}
