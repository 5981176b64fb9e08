package io.quorate.recipe.queue.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.CodecException;
import io.quorate.codec.RecordCodec;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.SessionState;
import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.AckMany;
import io.quorate.recipe.queue.api.QueueContract.Acked;
import io.quorate.recipe.queue.api.QueueContract.Extended;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.Nack;
import io.quorate.recipe.queue.api.QueueContract.Nacked;
import io.quorate.recipe.queue.api.QueueContract.Offer;
import io.quorate.recipe.queue.api.QueueContract.OfferMany;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.recipe.queue.api.QueueContract.OfferedMany;
import io.quorate.recipe.queue.api.QueueContract.Take;
import io.quorate.recipe.queue.api.QueueContract.TakenItem;
import io.quorate.testkit.FakeClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private static final FencingToken TOKEN = new FencingToken(40);
    private static final Duration WAIT = Duration.ofSeconds(20);

    /** What is worked on. */
    public record Mail(String to) {}

    private final FakeClient client = new FakeClient();
    private final WorkQueue<Mail> queue = new QueueClient(client).queue("mail", Mail.class);

    static QuorateException refused(String code) {
        return QuorateException.of(code, CallOutcome.NOT_APPLIED, "refused");
    }

    private static byte[] bytes(String to) {
        return RecordCodec.bytesOf(new Mail(to));
    }

    static Granted granted(byte[]... payloads) {
        List<TakenItem> items = IntStream.range(0, payloads.length)
                .mapToObj(i -> new TakenItem(i + 1L, 1, 0, "", payloads[i]))
                .toList();
        return new Granted(TOKEN, FakeClient.SESSION, 30_000, 0, items);
    }

    private Lease<Mail> take() {
        CompletableFuture<Optional<Lease<Mail>>> taken = queue.takeAsync(WAIT);
        client.answer(granted(bytes("ann")));
        return Await.result(taken).orElseThrow();
    }

    @Test
    void offersValues() {
        OfferOptions options = OfferOptions.DEFAULT
                .delay(Duration.ofSeconds(1))
                .priority(3)
                .group("g")
                .dedup("d", Duration.ofHours(1))
                .maxAttempts(4)
                .waitForRoom(WAIT);
        CompletableFuture<Offered> offered = queue.offerAsync(new Mail("ann"), options);
        FakeClient.Sent sent = client.next();
        Offer offer = (Offer) sent.request();
        assertEquals(WAIT.plus(FakeClient.DEADLINE), sent.deadline());
        assertEquals(1_000, offer.delayMillis());
        assertEquals(3, offer.priority());
        assertEquals("g", offer.group());
        assertEquals("d", offer.dedupId());
        assertEquals(3_600_000, offer.dedupWindowMillis());
        assertEquals(4, offer.maxAttempts());
        assertEquals(20_000, offer.waitMillis());
        sent.answer().complete(new Offered(7, false));
        assertEquals(7, Await.result(offered).id());
    }

    @Test
    void refusesWhatIsTooLargeBeforeItIsSent() {
        assertThrows(
                IllegalArgumentException.class,
                () -> queue.offer(new Mail("x".repeat(QueueContract.MAX_PAYLOAD_BYTES))));
        assertTrue(client.isQuiet());
    }

    @Test
    void offersManyAtOnce() {
        CompletableFuture<List<Offered>> offered = queue.offerManyAsync(List.of(
                new Offering<>(new Mail("ann"), OfferOptions.DEFAULT),
                new Offering<>(new Mail("bob"), OfferOptions.DEFAULT.group("g"))));
        FakeClient.Sent sent = client.next();
        assertEquals("g", ((OfferMany) sent.request()).items().get(1).group());
        sent.answer().complete(new OfferedMany(List.of(new Offered(1, false), new Offered(2, true))));
        assertTrue(Await.result(offered).get(1).duplicate());
    }

    @Test
    void noItemIsNoFailure() {
        CompletableFuture<Optional<Lease<Mail>>> taken = queue.takeAsync(WAIT);
        client.fail(refused("WAIT_TIMED_OUT"));
        assertEquals(Optional.empty(), Await.result(taken));
        CompletableFuture<Optional<Lease<Mail>>> failing = queue.takeAsync(WAIT);
        client.fail(refused("OVERLOADED"));
        assertTrue(assertThrows(QuorateException.class, () -> Await.result(failing))
                .is(ErrorCode.OVERLOADED));
    }

    @Test
    void aLeaseIsValidUntilItsTimeIsOver() {
        Lease<Mail> lease = take();
        assertEquals(new Mail("ann"), lease.item());
        assertEquals(TOKEN, lease.token());
        assertTrue(lease.isValid());
        assertTrue(lease.validUntil().isAfter(Instant.EPOCH));
        client.advance(Duration.ofMillis(29_999));
        assertTrue(lease.isValid());
        client.advance(Duration.ofMillis(1));
        assertFalse(lease.isValid());
        assertEquals(Instant.EPOCH, lease.validUntil());
    }

    @Test
    void aLeaseThatIsExtendedIsValidLonger() {
        Lease<Mail> lease = take();
        client.advance(Duration.ofSeconds(20));
        CompletableFuture<Void> extended = lease.extendAsync(Duration.ofSeconds(60));
        client.advance(Duration.ofSeconds(1));
        client.answer(new Extended(60_000));
        Await.result(extended);
        client.advance(Duration.ofMillis(58_999));
        assertTrue(lease.isValid());
        client.advance(Duration.ofMillis(1));
        assertFalse(lease.isValid(), "counted from when it was asked for");
    }

    @Test
    void aLeaseEndsWithItsSession() {
        Lease<Mail> lease = take();
        client.becomeSession(8);
        assertFalse(lease.isValid());
        CompletableFuture<Optional<Lease<Mail>>> late = queue.takeAsync(WAIT);
        client.answer(granted(bytes("ann")));
        assertTrue(
                assertThrows(QuorateException.class, () -> Await.result(late)).is(ErrorCode.HOLD_LOST));
        client.become(SessionState.LOST);
        assertFalse(lease.isValid());
    }

    @Test
    void anAcknowledgedLeaseIsNotGivenBack() {
        try (Lease<Mail> lease = take()) {
            CompletableFuture<Void> acked = lease.ackAsync();
            assertEquals(new Ack(1, TOKEN), client.next().request());
            CompletableFuture<Void> again = lease.ackAsync();
            client.answer(new Acked(1, List.of()));
            Await.result(again);
            assertFalse(lease.isValid());
            assertFalse(acked.isDone());
        }
        assertTrue(client.isQuiet());
    }

    @Test
    void closingGivesBackWhatWasNotAcknowledged() throws Exception {
        Lease<Mail> lease = take();
        Thread closing = new Thread(lease::close);
        closing.start();
        FakeClient.Sent sent = client.next();
        assertEquals(0, ((Nack) sent.request()).delayMillis());
        sent.answer().complete(new Nacked(false));
        closing.join();
        lease.close();
        assertTrue(client.isQuiet());
    }

    @Test
    void closingWhatIsLostIsNoFailure() throws Exception {
        Lease<Mail> lease = take();
        Thread closing = new Thread(lease::close);
        closing.start();
        client.fail(refused(QueueContract.LEASE_LOST));
        closing.join();
        assertFalse(lease.isValid());
    }

    @Test
    void reasonsAreCutToWhatIsKept() {
        Lease<Mail> lease = take();
        CompletableFuture<Boolean> nacked = lease.nackAsync(Duration.ofSeconds(2), "x".repeat(1_000));
        Nack nack = (Nack) client.next().request();
        assertEquals(QueueContract.MAX_REASON_CHARACTERS, nack.reason().length());
        assertEquals(2_000, nack.delayMillis());
        assertFalse(nacked.isDone());
    }

    @Test
    void itemsThatComeAfterACancellationAreGivenBack() {
        client.letNoCallBeCancelled();
        CompletableFuture<List<Lease<Mail>>> taken = queue.takeManyAsync(2, WAIT, Duration.ofSeconds(5));
        FakeClient.Sent sent = client.next();
        assertEquals(new Take(2, 20_000, 5_000), sent.request());
        taken.cancel(true);
        sent.answer().complete(granted(bytes("ann"), bytes("bob")));
        assertEquals(1, ((Nack) client.next().request()).id());
        assertEquals(2, ((Nack) client.next().request()).id());
    }

    @Test
    void acknowledgesManyAtOnceAndTellsTheLostOnes() {
        CompletableFuture<List<Lease<Mail>>> taken = queue.takeManyAsync(2, WAIT, Duration.ZERO);
        client.answer(granted(bytes("ann"), bytes("bob")));
        List<Lease<Mail>> leases = Await.result(taken);
        CompletableFuture<List<Lease<Mail>>> lost = queue.ackAllAsync(leases);
        FakeClient.Sent sent = client.next();
        assertEquals(2, ((AckMany) sent.request()).leases().size());
        sent.answer().complete(new Acked(1, List.of(2L)));
        assertEquals(List.of(leases.get(1)), Await.result(lost));
        assertFalse(leases.get(0).isValid());
    }

    @Test
    void anItemOfAnotherTypeIsToldWhenItIsLookedAt() {
        CompletableFuture<Optional<Lease<Mail>>> taken = queue.takeAsync(WAIT);
        client.answer(granted(new byte[] {1}));
        Lease<Mail> lease = Await.result(taken).orElseThrow();
        assertThrows(CodecException.class, lease::item);
    }
}
