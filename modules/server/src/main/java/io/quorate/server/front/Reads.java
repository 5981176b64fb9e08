package io.quorate.server.front;

import io.quorate.kernel.Cursor;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.QueryRequest;
import io.quorate.kernel.SubscribeResult;
import io.quorate.kernel.Subscription;
import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage.Query;
import io.quorate.protocol.ClientMessage.Subscribe;
import io.quorate.protocol.ClientMessage.Unsubscribe;
import io.quorate.protocol.ServerMessage.Failed;
import io.quorate.protocol.ServerMessage.QueryReply;
import io.quorate.protocol.ServerMessage.Subscribed;
import io.quorate.recipe.ErrorCode;
import io.quorate.transport.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Queries and subscriptions of one connection. */
final class Reads {
    private final Kernel kernel;
    private final Connection connection;
    private final FrontendOptions options;

    private final Map<Long, EventFeed> subscriptions = new LinkedHashMap<>();
    private int openQueries;

    Reads(Kernel kernel, Connection connection, FrontendOptions options) {
        this.kernel = kernel;
        this.connection = connection;
        this.options = options;
    }

    boolean isEmpty() {
        return subscriptions.isEmpty() && openQueries == 0;
    }

    void query(Query request) {
        Optional<String> wrong = Names.problem(request.target(), "query", request.query());
        if (wrong.isPresent()) {
            refuse(request, ErrorCode.INVALID_REQUEST, wrong.get());
            return;
        }
        if (openQueries >= options.maxQueries()) {
            refuse(
                    request,
                    ErrorCode.OVERLOADED,
                    options.maxQueries() + " queries of this connection are not yet answered, the limit");
            return;
        }
        openQueries++;
        QueryRequest query = new QueryRequest(
                Translation.level(request.level()),
                request.minRevision(),
                Names.address(request.target()),
                request.target().contract(),
                request.query(),
                request.body());
        kernel.query(query, result -> {
            openQueries--;
            connection.send(new QueryReply(request.correlation(), Translation.answer(result)));
        });
    }

    private void refuse(Query request, ErrorCode code, String message) {
        connection.send(
                new QueryReply(request.correlation(), Answer.error(Answer.Kind.NOT_APPLIED, 0, code.name(), message)));
    }

    void subscribe(Subscribe request) {
        Optional<String> wrong = Names.problem(request.target(), "event", request.event())
                .or(() -> request.after().flatMap(cursor -> Names.group(cursor.group())));
        if (wrong.isPresent()) {
            refuse(request, ErrorCode.INVALID_REQUEST.name(), wrong.get());
        } else if (subscriptions.containsKey(request.subscription())) {
            refuse(
                    request,
                    ErrorCode.INVALID_REQUEST.name(),
                    "subscription number " + request.subscription() + " is in use on this connection");
        } else if (subscriptions.size() >= options.maxSubscriptions()) {
            refuse(
                    request,
                    ErrorCode.OVERLOADED.name(),
                    "this connection has " + options.maxSubscriptions() + " subscriptions, the limit");
        } else {
            begin(request);
        }
    }

    private void begin(Subscribe request) {
        Optional<Cursor> after = request.after().map(Translation::cursor);
        EventFeed feed = new EventFeed(request.subscription(), connection);
        SubscribeResult result = kernel.subscribe(Names.address(request.target()), request.event(), after, feed);
        if (result instanceof SubscribeResult.Subscribed begun) {
            Subscription subscription = begun.subscription();
            subscriptions.put(request.subscription(), feed);
            connection.send(new Subscribed(request.subscription(), Translation.cursor(subscription.from())));
            feed.begin(subscription);
        } else if (result instanceof SubscribeResult.Refused refused) {
            refuse(request, refused.problem().code(), refused.problem().message());
        }
    }

    private void refuse(Subscribe request, String code, String message) {
        connection.send(new Failed(request.subscription(), code, message));
    }

    void unsubscribe(Unsubscribe request) {
        EventFeed feed = subscriptions.remove(request.subscription());
        if (feed != null) {
            feed.cancel();
        }
    }

    /** The connection takes more again. */
    void resume() {
        for (EventFeed feed : List.copyOf(subscriptions.values())) {
            if (!connection.writable()) {
                return;
            }
            feed.resume();
        }
    }

    /**
     * Sends every event that waits, before a reply that must not overtake them. A client that takes neither is cut off by
     * the transport's bound on what waits for it.
     */
    void catchUp() {
        if (!connection.writable()) {
            List.copyOf(subscriptions.values()).forEach(EventFeed::catchUp);
        }
    }

    void close() {
        subscriptions.values().forEach(EventFeed::cancel);
        subscriptions.clear();
    }
}
