package io.quorate.recipe.election.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.SessionState;
import io.quorate.recipe.election.api.ElectionContract.Describe;
import io.quorate.recipe.election.api.ElectionContract.Join;
import io.quorate.recipe.election.api.ElectionContract.Joined;
import io.quorate.recipe.election.api.ElectionContract.Leave;
import io.quorate.recipe.election.api.ElectionContract.Left;
import io.quorate.recipe.election.api.ElectionContract.Resign;
import io.quorate.recipe.election.api.ElectionContract.TermOver;
import io.quorate.testkit.FakeClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CandidacyTest {
    private static final FencingToken FIRST = new FencingToken(21);
    private static final FencingToken SECOND = new FencingToken(31);
    private static final long OTHER = 5;

    private final FakeClient fake = new FakeClient();
    private final List<String> told = new ArrayList<>();

    private Candidacy waits() throws InterruptedException {
        return listening(Views.joined(fake, Optional.empty(), Views.led(21, OTHER, new FencingToken(6))));
    }

    private Candidacy leads() throws InterruptedException {
        return listening(Views.joined(fake, Optional.of(FIRST), Views.led(21, Views.CANDIDACY, FIRST)));
    }

    private Candidacy listening(Candidacy candidacy) {
        candidacy.onElected(led -> told.add("elected " + led.token()));
        candidacy.onDemoted(led -> told.add("demoted " + led.token()
                + led.lossReason().map(why -> " " + why).orElse("")));
        candidacy.onEnded(why -> told.add("ended " + why));
        return candidacy;
    }

    private void requireTold(String... expected) {
        fake.runCallbacks();
        assertEquals(List.of(expected), told);
    }

    @Test
    void leadsAtOnceWhenNobodyDoes() throws InterruptedException {
        Candidacy candidacy = leads();
        requireTold("elected 21");
        assertEquals(FIRST, candidacy.leadership().orElseThrow().token());
        assertEquals(
                FakeClient.VALID_UNTIL, candidacy.leadership().orElseThrow().validUntil());
    }

    @Test
    void isToldWhenItIsElected() throws InterruptedException {
        Candidacy candidacy = waits();
        assertEquals(Optional.empty(), candidacy.leadership());
        Views.tell(fake, Views.led(31, Views.CANDIDACY, SECOND));
        requireTold("elected 31");
    }

    @Test
    void aLeaderIsNeverToldTwiceForOneTerm() throws InterruptedException {
        leads();
        Views.tell(fake, Views.led(21, Views.CANDIDACY, FIRST));
        Views.tell(fake, Views.led(22, Views.CANDIDACY, FIRST));
        fake.reset(23);
        Views.answerLook(fake, Views.led(24, Views.CANDIDACY, FIRST));
        requireTold("elected 21");
    }

    @Test
    void looksAfterJoiningSinceItsElectionMayHaveComeBeforeTheSubscription() throws InterruptedException {
        listening(Views.joined(fake, Optional.empty(), Views.led(31, Views.CANDIDACY, SECOND)));
        requireTold("elected 31");
    }

    @Test
    void aLookThatComesLateChangesNothing() throws InterruptedException {
        Candidacy candidacy = waits();
        fake.reset(30);
        Views.tell(fake, Views.led(31, Views.CANDIDACY, SECOND));
        Views.answerLook(fake, Views.led(30, OTHER, new FencingToken(6)));
        requireTold("elected 31");
        assertTrue(candidacy.leadership().isPresent());
    }

    @Test
    void learnsFromALookWhatItMissed() throws InterruptedException {
        Candidacy candidacy = leads();
        Leadership led = candidacy.leadership().orElseThrow();
        fake.reset(40);
        Views.answerLook(fake, Views.led(40, Views.CANDIDACY, SECOND));
        requireTold("elected 21", "demoted 21 TAKEN", "elected 31");
        assertFalse(led.isValid());
    }

    @Test
    void leadershipSurvivesAShortDisconnect() throws InterruptedException {
        Candidacy candidacy = leads();
        Leadership led = candidacy.leadership().orElseThrow();
        fake.become(SessionState.SUSPECT);
        assertTrue(led.isValid());
        fake.become(SessionState.READY);
        requireTold("elected 21");
        assertTrue(led.isValid());
    }

    @Test
    void isOverWithItsSessionAndStaysSoInTheNext() throws InterruptedException {
        Candidacy candidacy = leads();
        Leadership led = candidacy.leadership().orElseThrow();
        fake.become(SessionState.LOST);
        fake.becomeSession(8);
        requireTold("elected 21", "demoted 21 SESSION_LOST", "ended SESSION_LOST");
        assertFalse(led.isValid());
        assertEquals(Instant.EPOCH, led.validUntil());
        assertEquals(0, fake.listeners());
        candidacy.close();
        assertTrue(fake.isQuiet(), "there is nothing to leave");
    }

    @Test
    void isOverWithItsClient() throws InterruptedException {
        Candidacy candidacy = waits();
        CompletableFuture<Leadership> waiting = candidacy.awaitAsync();
        fake.become(SessionState.CLOSED);
        requireTold("ended CLIENT_CLOSED");
        assertTrue(waiting.isCompletedExceptionally());
        QuorateException over = assertThrows(QuorateException.class, () -> candidacy.await(Duration.ofSeconds(9)));
        assertEquals(ElectionContract.NOT_CANDIDATE, over.code());
        assertTrue(over.getMessage().contains("join again"), over.getMessage());
    }

    @Test
    void leavesWhenItIsClosed() throws Exception {
        Candidacy candidacy = leads();
        FutureTask<Void> closing = new FutureTask<>(candidacy::close, null);
        new Thread(closing).start();
        FakeClient.Sent call = fake.next();
        assertEquals(new Leave(Views.CANDIDACY), call.request());
        assertFalse(candidacy.leadership().isPresent(), "from the moment of the call");
        call.answer().complete(new Left(Views.CANDIDACY));
        closing.get();
        requireTold("elected 21", "demoted 21 LEFT", "ended LEFT");
        assertEquals(0, fake.listeners());
    }

    @Test
    void isAwaited() throws Exception {
        Candidacy candidacy = waits();
        CompletableFuture<Leadership> first = candidacy.awaitAsync();
        FutureTask<Leadership> second = new FutureTask<>(() -> candidacy.await(Duration.ofSeconds(20)));
        Thread thread = new Thread(second);
        thread.start();
        Views.tell(fake, Views.led(31, Views.CANDIDACY, SECOND));
        // The second may begin to wait when it leads already, and is told without a callback then.
        while (!first.isDone() || !second.isDone()) {
            fake.runCallbacks();
            Thread.onSpinWait();
        }
        assertEquals(SECOND, first.join().token());
        assertEquals(SECOND, second.get().token());
    }

    @Test
    void isACandidateStillWhenAWaitIsOver() throws Exception {
        Candidacy candidacy = waits();
        FutureTask<Leadership> wait = new FutureTask<>(() -> candidacy.await(Duration.ofMillis(1)));
        new Thread(wait).start();
        while (!wait.isDone()) {
            fake.advance(Duration.ofMillis(1));
            fake.runCallbacks();
            Thread.onSpinWait();
        }
        Throwable late = assertThrows(ExecutionException.class, wait::get).getCause();
        assertEquals("WAIT_TIMED_OUT", ((QuorateException) late).code());
        assertEquals(CallOutcome.NOT_APPLIED, ((QuorateException) late).outcome());
        Views.tell(fake, Views.led(31, Views.CANDIDACY, SECOND));
        requireTold("elected 31");
    }

    @Test
    void resignsWithACoolDown() throws Exception {
        Candidacy candidacy = leads();
        FutureTask<Void> resigning = new FutureTask<>(() -> candidacy.resign(Duration.ofSeconds(5)), null);
        new Thread(resigning).start();
        FakeClient.Sent call = fake.next();
        assertEquals(new Resign(FIRST, 5_000), call.request());
        assertFalse(candidacy.leadership().isPresent());
        call.answer().complete(new TermOver(FIRST));
        resigning.get();
        Views.tell(fake, Views.led(31, OTHER, SECOND));
        requireTold("elected 21", "demoted 21 RESIGNED");
        assertEquals(
                ElectionContract.NOT_LEADING,
                assertThrows(QuorateException.class, () -> candidacy.resign(Duration.ZERO))
                        .code());
    }

    @Test
    void isTakenBackWhenNobodyWaitsForItAnyMore() throws Exception {
        CompletableFuture<Candidacy> candidacy =
                new ElectionClient(fake).joinAsync("ingest", CandidateOptions.named("me"));
        FakeClient.Sent join = fake.next();
        assertEquals(new Join("me", 0), join.request());
        fake.letNoCallBeCancelled();
        candidacy.cancel(true);
        join.answer().complete(new Joined(Views.CANDIDACY, FakeClient.SESSION, Optional.empty()));
        assertEquals(new Describe(), fake.next().request());
        assertEquals(new Leave(Views.CANDIDACY), fake.next().request());
    }

    @Test
    void leavesNoListenerBehindWhenItCouldNotJoin() throws Exception {
        CompletableFuture<Candidacy> candidacy =
                new ElectionClient(fake).joinAsync("ingest", CandidateOptions.named("me"));
        fake.next()
                .answer()
                .completeExceptionally(
                        QuorateException.of(ElectionContract.ELECTION_FULL, CallOutcome.NOT_APPLIED, "too many"));
        assertTrue(candidacy.isCompletedExceptionally());
        assertEquals(0, fake.listeners());
    }
}
