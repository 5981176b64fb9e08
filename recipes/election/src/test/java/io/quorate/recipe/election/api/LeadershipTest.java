package io.quorate.recipe.election.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.SessionState;
import io.quorate.recipe.election.api.ElectionContract.Prepare;
import io.quorate.recipe.election.api.ElectionContract.Proclaim;
import io.quorate.recipe.election.api.ElectionContract.Proclaimed;
import io.quorate.recipe.election.api.ElectionContract.Resign;
import io.quorate.recipe.election.api.ElectionContract.TermOver;
import io.quorate.recipe.election.api.ElectionContract.Yield;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import io.quorate.recipe.election.api.LeaderView.HandOverReason;
import io.quorate.testkit.FakeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LeadershipTest {
    private static final FencingToken FIRST = new FencingToken(21);
    private static final FencingToken SECOND = new FencingToken(31);
    private static final HandOver ASKED =
            new HandOver(HandOverReason.PRIORITY, OptionalLong.empty(), 4_000, false, 1_000_000);

    private final FakeClient fake = new FakeClient();
    private final List<LossReason> losses = new ArrayList<>();
    private Candidacy candidacy;
    private Leadership led;

    @BeforeEach
    void lead() throws InterruptedException {
        candidacy = Views.joined(fake, Optional.of(FIRST), Views.led(21, Views.CANDIDACY, FIRST));
        led = candidacy.leadership().orElseThrow();
        led.onLost(losses::add);
    }

    private void askToHandOver() {
        Views.tell(fake, Views.led(30, Views.CANDIDACY, FIRST, Optional.of(ASKED)));
    }

    @Test
    void saysThatItHasHeardAndLeadsOnForTheTimeThatItHas() throws InterruptedException {
        List<HandOver> asked = new ArrayList<>();
        led.onHandOver(asked::add);
        askToHandOver();
        assertEquals(new Prepare(FIRST), fake.next().request());
        fake.runCallbacks();
        assertEquals(List.of(ASKED), asked);
        fake.advance(Duration.ofMillis(3_999));
        assertTrue(led.isValid());
        assertEquals(FakeClient.VALID_UNTIL.minusSeconds(6), led.validUntil());
        fake.advance(Duration.ofMillis(1));
        assertFalse(led.isValid());
        assertEquals(new Yield(FIRST), fake.next().request(), "the next need not wait for the servers' clock");
        fake.runCallbacks();
        assertEquals(List.of(LossReason.TIMED_OUT), losses);
    }

    @Test
    void yieldsAgainWhenNoAnswerCame() throws InterruptedException {
        askToHandOver();
        fake.next();
        fake.advance(Duration.ofSeconds(4));
        FakeClient.Sent yielded = fake.next();
        yielded.answer()
                .completeExceptionally(QuorateException.of(
                        ErrorCode.DEADLINE_EXCEEDED, CallOutcome.UNKNOWN, "no answer came in time"));
        assertEquals(yielded.request(), fake.next().request());
    }

    @Test
    void isAskedOnceForOneHandOver() throws InterruptedException {
        askToHandOver();
        assertEquals(new Prepare(FIRST), fake.next().request());
        Views.tell(fake, Views.led(32, Views.CANDIDACY, FIRST, Optional.of(ASKED)));
        fake.reset(33);
        Views.answerLook(fake, Views.led(34, Views.CANDIDACY, FIRST, Optional.of(ASKED)));
        assertTrue(fake.isQuiet());
    }

    @Test
    void yieldsWhenItIsClosedWhileItIsToHandOver() throws Exception {
        askToHandOver();
        fake.next();
        FutureTask<Void> closing = new FutureTask<>(led::close, null);
        new Thread(closing).start();
        FakeClient.Sent call = fake.next();
        assertEquals(new Yield(FIRST), call.request());
        assertFalse(led.isValid());
        call.answer().complete(new TermOver(FIRST));
        closing.get();
        fake.runCallbacks();
        assertEquals(List.of(LossReason.HANDED_OVER), losses);
        led.close();
        assertTrue(fake.isQuiet());
    }

    @Test
    void canBeClosedAgainWhenTheServersDidNotConfirm() throws Exception {
        QuorateException late =
                QuorateException.of(ErrorCode.DEADLINE_EXCEEDED, CallOutcome.UNKNOWN, "no answer came in time");
        for (AutoCloseable each : List.of(led, candidacy)) {
            FutureTask<Void> first = closing(each);
            FakeClient.Sent call = fake.next();
            call.answer().completeExceptionally(late);
            assertThrows(ExecutionException.class, first::get);
            FutureTask<Void> second = closing(each);
            FakeClient.Sent again = fake.next();
            assertEquals(call.request(), again.request());
            again.answer()
                    .completeExceptionally(
                            QuorateException.of(ElectionContract.NOT_LEADING, CallOutcome.NOT_APPLIED, "it was over"));
            second.get();
            closing(each).get();
            assertTrue(fake.isQuiet());
        }
    }

    private static FutureTask<Void> closing(AutoCloseable what) {
        FutureTask<Void> closing = new FutureTask<>(() -> {
            what.close();
            return null;
        });
        new Thread(closing).start();
        return closing;
    }

    @Test
    void resignsWhenItIsClosedOtherwise() throws Exception {
        FutureTask<Void> closing = new FutureTask<>(led::close, null);
        new Thread(closing).start();
        FakeClient.Sent call = fake.next();
        assertEquals(new Resign(FIRST, 0), call.request());
        call.answer().complete(new TermOver(FIRST));
        closing.get();
    }

    @Test
    void yieldsOnceAllWhoListenToDemotionsHaveStopped() throws InterruptedException {
        List<Boolean> valid = new ArrayList<>();
        candidacy.onDemoted(over -> valid.add(over.isValid()));
        candidacy.onDemoted(over -> valid.add(over.isValid()));
        askToHandOver();
        fake.next();
        assertTrue(fake.isQuiet(), "nobody has stopped yet");
        fake.runCallbacks();
        assertEquals(List.of(true, true), valid);
        assertEquals(new Yield(FIRST), fake.next().request());
        fake.runCallbacks();
        assertEquals(List.of(LossReason.HANDED_OVER), losses);
        assertEquals(2, valid.size(), "each is told once");
    }

    @Test
    void runsWorkWhileItLeadsAndAgainWhenItLeadsAgain() throws Exception {
        BlockingQueue<Leadership> begun = new LinkedBlockingQueue<>();
        FutureTask<String> running = new FutureTask<>(() -> candidacy.runWhileLeader(term -> {
            begun.add(term);
            if (term.token().equals(FIRST)) {
                new CountDownLatch(1).await();
            }
            return "done under " + term.token();
        }));
        Thread thread = new Thread(running);
        thread.start();
        assertEquals(led, begun.take());
        askToHandOver();
        assertEquals(new Prepare(FIRST), fake.next().request());
        FakeClient.Sent yielded = fake.next();
        assertEquals(new Yield(FIRST), yielded.request(), "the work was interrupted, and has ended");
        yielded.answer().complete(new TermOver(FIRST));
        Views.tell(fake, Views.led(31, Views.CANDIDACY, SECOND));
        while (!running.isDone()) {
            fake.runCallbacks();
            Thread.onSpinWait();
        }
        assertEquals("done under 31", running.get());
        assertTrue(candidacy.leadership().isPresent(), "it leads on");
    }

    @Test
    void leadsUntilWorkAndListenersHaveStopped() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Thread working = new Thread(new FutureTask<>(() -> candidacy.runWhileLeader(term -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return "";
        })));
        working.start();
        begun.await();
        List<Boolean> valid = new ArrayList<>();
        candidacy.onDemoted(over -> valid.add(over.isValid()));
        askToHandOver();
        assertEquals(new Prepare(FIRST), fake.next().request());
        while (working.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        fake.runCallbacks();
        assertEquals(List.of(true), valid);
        assertEquals(new Yield(FIRST), fake.next().request());
        fake.become(SessionState.LOST);
        fake.runCallbacks();
        working.join();
    }

    @Test
    void interruptsWorkWhenItsSessionIsLost() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<String> running = new FutureTask<>(() -> candidacy.runWhileLeader(term -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return "";
        }));
        new Thread(running).start();
        begun.await();
        fake.become(SessionState.LOST);
        while (!running.isDone()) {
            fake.runCallbacks();
            Thread.onSpinWait();
        }
        Throwable over = assertThrows(ExecutionException.class, running::get).getCause();
        assertEquals(ElectionContract.NOT_CANDIDATE, ((QuorateException) over).code());
    }

    @Test
    void passesOnWhatTheWorkThrowsByItself() {
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class,
                () -> candidacy.runWhileLeader(term -> {
                    throw new IllegalStateException("of its own");
                }));
        assertEquals("of its own", thrown.getMessage());
        assertTrue(led.isValid());
    }

    @Test
    void proclaimsWhileItLeads() throws Exception {
        FutureTask<Void> proclaiming = new FutureTask<>(() -> candidacy.proclaim("http://me"), null);
        new Thread(proclaiming).start();
        FakeClient.Sent call = fake.next();
        assertEquals(new Proclaim(FIRST, "http://me"), call.request());
        call.answer().complete(new Proclaimed(FIRST));
        proclaiming.get();
        fake.become(SessionState.LOST);
        assertTrue(
                assertThrows(QuorateException.class, () -> led.proclaim("late")).is(ErrorCode.HOLD_LOST));
        assertEquals(
                ElectionContract.NOT_LEADING,
                assertThrows(QuorateException.class, () -> candidacy.proclaim("late"))
                        .code());
    }
}
