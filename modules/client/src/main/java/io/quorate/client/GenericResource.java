package io.quorate.client;

import io.quorate.codec.Cbor;
import io.quorate.codec.CodecException;
import io.quorate.protocol.Target;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.Cursor;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One instance without the classes of its recipe: requests and replies are trees as {@link Cbor} describes them, by name of
 * their fields. Thread-safe; nothing here blocks. Futures end as those of
 * {@link io.quorate.recipe.client.ResourceClient} do.
 */
public final class GenericResource {
    private final Remote remote;
    private final Target target;

    GenericResource(Remote remote, String namespace, String recipe, int contract, String name) {
        this.remote = remote;
        this.target = new Target(namespace, recipe, contract, List.of(name));
    }

    public String name() {
        return target.instances().get(0);
    }

    /**
     * Sends a command; see {@link io.quorate.recipe.client.ResourceClient#call}.
     *
     * @param fields of the request; those left out take their defaults
     */
    public CompletableFuture<SortedMap<String, Object>> call(
            String command, SortedMap<String, Object> fields, Duration deadline) {
        return remote.call(target, command, () -> encode(fields), GenericResource::decode, deadline);
    }

    public CompletableFuture<SortedMap<String, Object>> query(
            String query, SortedMap<String, Object> fields, Consistency consistency, Duration deadline) {
        return remote.query(target, query, () -> encode(fields), GenericResource::decode, consistency, deadline);
    }

    /**
     * Subscribes to one kind of event from now on; see {@link io.quorate.recipe.client.ResourceClient#events}.
     *
     * @param event as the recipe's description names it
     */
    public Registration events(String event, Consumer<EventMessage<GenericEvent>> listener) {
        return events(event, Optional.empty(), listener);
    }

    /** The same of what came behind a place; see {@link io.quorate.recipe.client.ResourceClient#events(Class, Cursor, Consumer)}. */
    public Registration events(String event, Cursor after, Consumer<EventMessage<GenericEvent>> listener) {
        return events(event, Optional.of(after), listener);
    }

    private Registration events(String event, Optional<Cursor> after, Consumer<EventMessage<GenericEvent>> listener) {
        return Subscriber.begin(remote, target, event, after, body -> new GenericEvent(decode(body)), listener);
    }

    private static byte[] encode(SortedMap<String, Object> fields) {
        try {
            return Cbor.encode(fields);
        } catch (CodecException e) {
            throw QuorateException.of(
                    ErrorCode.INVALID_REQUEST, CallOutcome.NOT_APPLIED, String.valueOf(e.getMessage()));
        }
    }

    private static SortedMap<String, Object> decode(byte[] body) {
        if (!(Cbor.decode(body) instanceof Map<?, ?> tree)) {
            throw new CodecException("a reply or event is a record, this one is a single value");
        }
        TreeMap<String, Object> fields = new TreeMap<>();
        tree.forEach((name, value) -> fields.put((String) name, value));
        return Collections.unmodifiableSortedMap(fields);
    }
}
