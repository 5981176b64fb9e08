package io.quorate.itests.faults;

import io.quorate.client.QuorateClient;
import io.quorate.itests.faults.Note.Told;
import io.quorate.recipe.barrier.api.BarrierClient;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Arrive;
import io.quorate.recipe.barrier.api.BarrierContract.Arrived;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitAdvance;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitOpen;
import io.quorate.recipe.barrier.api.BarrierContract.CountDown;
import io.quorate.recipe.barrier.api.BarrierContract.Counted;
import io.quorate.recipe.barrier.api.BarrierContract.Leave;
import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Opened;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.BarrierContract.Register;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.recipe.barrier.api.BarrierContract.Reset;
import io.quorate.recipe.barrier.api.BarrierContract.SetCount;
import io.quorate.recipe.barrier.api.Barriers;
import io.quorate.recipe.barrier.api.Latch;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.recipe.barrier.api.Lost;
import io.quorate.recipe.barrier.api.Party;
import io.quorate.recipe.barrier.api.Pass;
import io.quorate.recipe.barrier.api.Phaser;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Clients that meet at barriers of all kinds, or wait for each other in vain. */
final class BarrierWork implements Workload {
    /** Of each kind; some lose a party and break, some shrink. */
    private static final int BARRIERS = 4;

    private static final int LATCH_COUNT = 3;
    private static final int PARTIES = 3;
    private static final int MAX_WAIT_MILLIS = 1_500;
    private static final int MAX_STAY_MILLIS = 150;
    private static final int MAX_PHASES = 3;

    @Override
    public String recipe() {
        return BarrierContract.RECIPE;
    }

    @Override
    public Actor actor(QuorateClient client, Notebook notes, SplittableRandom chance, Path shared) {
        return new Visitor(client, client.open(Barriers.TYPE), notes, chance)::act;
    }

    private record Visitor(QuorateClient client, BarrierClient barriers, Notebook notes, SplittableRandom chance) {
        void act() throws InterruptedException {
            int number = chance.nextInt(BARRIERS);
            LossPolicy policy = number % 2 == 0 ? LossPolicy.BREAK : LossPolicy.SHRINK;
            switch (chance.nextInt(4)) {
                case 0 -> latch(notes.instance("latch-" + number));
                case 1 -> meet(notes.instance("cyclic-" + number), policy);
                case 2 -> enter(notes.instance("double-" + number), policy);
                default -> goThroughPhases(notes.instance("phaser-" + number), policy);
            }
        }

        private long anyWait() {
            return chance.nextInt(6) == 0 ? 0 : 1L + chance.nextInt(MAX_WAIT_MILLIS);
        }

        private void stay() throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(chance.nextInt(MAX_STAY_MILLIS));
        }

        private void latch(String name) {
            Latch latch = barriers.latch(name);
            counted(name, new SetCount(LATCH_COUNT), () -> latch.setCount(LATCH_COUNT));
            counted(name, new CountDown(""), latch::countDown);
            long waitMillis = anyWait();
            Optional<Long> opened = notes.call(
                    notes.newId(),
                    name,
                    new AwaitOpen(waitMillis, ""),
                    waitMillis,
                    () -> latch.await(Duration.ofMillis(waitMillis)),
                    generation -> new Told(new Opened(generation), generation));
            opened.ifPresent(generation -> counted(name, new Reset(generation), () -> latch.reset(generation)));
        }

        private void counted(String name, Record request, Supplier<Counted> asking) {
            notes.call(notes.newId(), name, request, 0, asking, now -> new Told(now, now.generation()));
        }

        private void meet(String name, LossPolicy policy) {
            long id = notes.newId();
            long waitMillis = anyWait();
            notes.call(
                    id,
                    name,
                    new Arrival(PARTIES, policy, waitMillis, Long.toString(id)),
                    waitMillis,
                    () -> Await.result(barriers.cyclic(name, PARTIES, policy)
                            .awaitAsync(Duration.ofMillis(waitMillis), Long.toString(id))),
                    passage -> new Told(
                            new Passage(
                                    passage.token(),
                                    NotedHistory.session(id),
                                    passage.generation(),
                                    passage.parties(),
                                    passage.position()),
                            passage.token().revision()));
        }

        private void enter(String name, LossPolicy policy) throws InterruptedException {
            long id = notes.newId();
            long waitMillis = anyWait();
            long from = System.nanoTime();
            Optional<Pass> got = notes.call(
                    id,
                    name,
                    new Arrival(PARTIES, policy, waitMillis, Long.toString(id)),
                    waitMillis,
                    () -> Await.result(barriers.doubleBarrier(name, PARTIES, policy)
                            .enterAsync(Duration.ofMillis(waitMillis), Long.toString(id))),
                    pass -> new Told(
                            new Passage(
                                    pass.token(),
                                    NotedHistory.session(id),
                                    pass.generation(),
                                    pass.parties(),
                                    pass.position()),
                            pass.token().revision()));
            if (got.isPresent()) {
                Tenure inside = new Tenure(client, got.get()::isValid, from);
                stay();
                leave(id, name, got.get(), inside);
            }
        }

        private void leave(long id, String name, Pass pass, Tenure inside) throws InterruptedException {
            inside.isValid();
            long waitMillis = anyWait();
            Optional<Left> left = notes.call(
                    notes.newId(),
                    name,
                    new Leave(pass.token(), pass.position(), waitMillis),
                    waitMillis,
                    () -> left(id, pass, waitMillis),
                    reply -> new Told(reply, pass.token().revision() + 1));
            if (left.isEmpty()) {
                notes.over(id, inside.validNanos());
                Tenure.giveBack(pass::close);
            }
        }

        /** That the generation has lost a party inside is what a reply says. */
        private static Left left(long id, Pass pass, long waitMillis) {
            try {
                return Await.result(pass.leaveAsync(Duration.ofMillis(waitMillis)));
            } catch (QuorateException failure) {
                if (failure.code().equals(BarrierContract.BROKEN) && failure.outcome() == CallOutcome.APPLIED) {
                    Lost lost = new Lost(NotedHistory.session(id), "", Lost.Reason.SESSION_ENDED);
                    return new Left(pass.generation(), 0, Optional.of(lost));
                }
                throw failure;
            }
        }

        private void goThroughPhases(String name, LossPolicy policy) throws InterruptedException {
            Phaser phaser = barriers.phaser(name, policy);
            long id = notes.newId();
            long from = System.nanoTime();
            Optional<Party> got = notes.call(
                    id,
                    name,
                    new Register(policy, ""),
                    0,
                    phaser::register,
                    party -> new Told(
                            new Registered(party.token(), NotedHistory.session(id), party.phase(), 0),
                            party.token().revision()));
            if (got.isEmpty()) {
                return;
            }
            Party party = got.get();
            Tenure registered = new Tenure(client, party::isValid, from);
            for (int phase = chance.nextInt(MAX_PHASES); phase >= 0 && registered.isValid(); phase--) {
                stay();
                arrives(name, party, party::arrive).ifPresent(arrived -> await(name, phaser, arrived.phase()));
            }
            registered.isValid();
            if (arrives(name, party, party::arriveAndDeregister).isEmpty()) {
                notes.over(id, registered.validNanos());
                Tenure.giveBack(party::close);
            }
        }

        private Optional<Arrived> arrives(String name, Party party, Supplier<Arrived> asking) {
            return notes.call(
                    notes.newId(),
                    name,
                    new Arrive(party.token()),
                    0,
                    asking,
                    arrived -> new Told(arrived, arrived.phase()));
        }

        private void await(String name, Phaser phaser, long phase) {
            long waitMillis = anyWait();
            notes.call(
                    notes.newId(),
                    name,
                    new AwaitAdvance(phase, waitMillis, ""),
                    waitMillis,
                    () -> phaser.awaitAdvance(phase, Duration.ofMillis(waitMillis)),
                    now -> new Told(now, Math.max(phase, now.phase())));
        }
    }
}
