package io.quorate.recipe.lock.api;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.lock.api.LockContract.RevokeRequested;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Looks whether somebody wants a hold back, and tells it once. Thread-safe. */
final class RevokeWatch implements Registration {
    private final RecipeClient client;
    private final ResourceClient lock;
    private final FencingToken token;
    private final Consumer<String> listener;

    /** The listener was told, or does not want to be any more. */
    private final AtomicBoolean over = new AtomicBoolean();

    private volatile Registration subscription = () -> {};

    RevokeWatch(RecipeClient client, ResourceClient lock, FencingToken token, Consumer<String> listener) {
        this.client = client;
        this.lock = lock;
        this.token = token;
        this.listener = listener;
    }

    void begin() {
        subscription = lock.events(RevokeRequested.class, this::heard);
        if (over.get()) {
            subscription.close();
        }
        look();
    }

    private void heard(EventMessage<RevokeRequested> message) {
        if (!(message instanceof EventMessage.Event<RevokeRequested> event)) {
            look();
        } else if (event.value().token().equals(token)) {
            tell(event.value().reason());
        }
    }

    /** Somebody may have asked before the subscription was there. */
    private void look() {
        LockClient.described(client, lock)
                .thenAccept(now -> now.holder()
                        .filter(holder -> holder.token().equals(token))
                        .flatMap(LockDescription.Holder::revokeRequest)
                        .ifPresent(this::tell));
    }

    private void tell(String reason) {
        if (over.compareAndSet(false, true)) {
            subscription.close();
            client.callbackExecutor().execute(() -> listener.accept(reason));
        }
    }

    @Override
    public void close() {
        over.set(true);
        subscription.close();
    }
}
