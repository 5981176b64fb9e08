package io.quorate.recipe.election.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.testkit.FakeClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LeaderViewsTest {
    private final FakeClient fake = new FakeClient();
    private final Observer observer = new Observer();

    /** Asks for one after the other, unless it is told to be slow. */
    private static final class Observer implements Flow.Subscriber<Observation> {
        private final List<Observation> seen = new ArrayList<>();
        private final List<Throwable> failures = new ArrayList<>();
        private Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
        }

        @Override
        public void onNext(Observation observation) {
            seen.add(observation);
        }

        @Override
        public void onError(Throwable failure) {
            failures.add(failure);
        }

        @Override
        public void onComplete() {}
    }

    private void observe(long wanted) {
        new ElectionClient(fake).observe("ingest").subscribe(observer);
        observer.subscription.request(wanted);
    }

    private List<String> seen() {
        fake.runCallbacks();
        return observer.seen.stream()
                .map(each -> each.view().revision() + (each.gap() ? " after a gap" : ""))
                .toList();
    }

    private static LeaderView led(long revision) {
        return Views.led(revision, 1, new FencingToken(revision));
    }

    @Test
    void anObserverSeesTheFirstViewAndEveryTermInOrder() throws InterruptedException {
        observe(100);
        Views.tell(fake, led(9));
        Views.tell(fake, led(11));
        Views.answerLook(fake, led(10));
        Views.tell(fake, led(12));
        assertEquals(List.of("10", "11", "12"), seen());
    }

    @Test
    void isToldNoMoreThanItAsksFor() throws InterruptedException {
        observe(1);
        Views.answerLook(fake, led(10));
        Views.tell(fake, led(11));
        Views.tell(fake, led(12));
        assertEquals(List.of("10"), seen());
        observer.subscription.request(1);
        assertEquals(List.of("10", "11"), seen());
    }

    @Test
    void aGapIsToldAndNeverSilence() throws InterruptedException {
        observe(100);
        Views.answerLook(fake, led(10));
        fake.runCallbacks();
        fake.reset(20);
        Views.answerLook(fake, led(10));
        Views.tell(fake, led(21));
        assertEquals(List.of("10", "10 after a gap", "21"), seen());
    }

    @Test
    void looksAgainWhenNoAnswerCameAndSaysWhatElseWentWrong() throws InterruptedException {
        observe(100);
        fake.next().answer().completeExceptionally(failure("DEADLINE_EXCEEDED"));
        Views.answerLook(fake, led(10));
        assertEquals(List.of("10"), seen());
        fake.reset(20);
        fake.runCallbacks();
        fake.next().answer().completeExceptionally(failure("RECIPE_NOT_FOUND"));
        fake.runCallbacks();
        assertEquals(1, observer.failures.size());
        assertEquals(0, fake.listeners());
    }

    @Test
    void hearsNothingMoreOnceItHasCancelled() throws InterruptedException {
        observe(100);
        Views.answerLook(fake, led(10));
        fake.runCallbacks();
        observer.subscription.cancel();
        Views.tell(fake, led(11));
        assertEquals(List.of("10"), seen());
        assertEquals(0, fake.listeners());
    }

    @Test
    void refusesToBeAskedForNothing() {
        observe(0);
        assertTrue(observer.failures.get(0).getMessage().contains("more than 0"));
    }

    private static QuorateException failure(String code) {
        return QuorateException.of(code, CallOutcome.NOT_APPLIED, "no");
    }
}
