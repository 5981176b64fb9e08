package io.quorate.recipe.election.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceClient;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** What one observer is told: the present view first, then each that is newer; after a gap again the present one. */
final class LeaderViews implements Flow.Subscriber<EventMessage<LeaderView>>, Flow.Subscription {
    private final RecipeClient client;
    private final ResourceClient election;
    private final Flow.Subscriber<? super Observation> observer;
    private Flow.@Nullable Subscription events;
    private long wanted;

    /** The present view is to be asked for before the next event. */
    private boolean toLook = true;

    /** Something was missed since the view that was told last. */
    private boolean gap;

    /** An event or view was asked for, or is being told. */
    private boolean busy;

    private boolean over;
    private long seen;

    LeaderViews(RecipeClient client, ResourceClient election, Flow.Subscriber<? super Observation> observer) {
        this.client = client;
        this.election = election;
        this.observer = observer;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        synchronized (this) {
            events = subscription;
        }
        observer.onSubscribe(this);
    }

    @Override
    public void request(long more) {
        if (more < 1) {
            fail(new IllegalArgumentException("more than 0 must be requested, not " + more));
            return;
        }
        synchronized (this) {
            wanted = wanted + more < 0 ? Long.MAX_VALUE : wanted + more;
        }
        goOn();
    }

    private void goOn() {
        boolean look;
        Flow.Subscription from;
        synchronized (this) {
            from = events;
            if (busy || over || wanted == 0 || from == null) {
                return;
            }
            busy = true;
            look = toLook;
        }
        if (look) {
            look();
        } else {
            from.request(1);
        }
    }

    private void look() {
        ElectionClient.described(client, election).whenComplete((now, failure) -> {
            if (failure == null) {
                synchronized (this) {
                    toLook = false;
                }
                told(now.view());
            } else if (Await.failure(failure) instanceof QuorateException late
                    && late.is(ErrorCode.DEADLINE_EXCEEDED)) {
                rest();
            } else {
                fail(Await.failure(failure));
            }
        });
    }

    @Override
    public void onNext(EventMessage<LeaderView> message) {
        if (message instanceof EventMessage.Event<LeaderView> event) {
            told(event.value());
            return;
        }
        synchronized (this) {
            toLook = true;
            gap = true;
        }
        rest();
    }

    private void told(LeaderView view) {
        Observation next;
        synchronized (this) {
            if (over || (view.revision() <= seen && !gap)) {
                next = null;
            } else {
                next = new Observation(view, gap);
                seen = Math.max(seen, view.revision());
                gap = false;
                wanted--;
            }
        }
        if (next != null) {
            observer.onNext(next);
        }
        rest();
    }

    private void rest() {
        synchronized (this) {
            busy = false;
        }
        goOn();
    }

    @Override
    public void onError(Throwable failure) {
        fail(failure);
    }

    @Override
    public void onComplete() {
        if (end()) {
            observer.onComplete();
        }
    }

    private void fail(Throwable failure) {
        cancelEvents();
        if (end()) {
            observer.onError(failure);
        }
    }

    private synchronized boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }

    @Override
    public void cancel() {
        end();
        cancelEvents();
    }

    private void cancelEvents() {
        Flow.Subscription from;
        synchronized (this) {
            from = events;
        }
        if (from != null) {
            from.cancel();
        }
    }
}
