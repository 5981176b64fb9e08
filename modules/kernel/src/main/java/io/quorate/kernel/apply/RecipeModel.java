package io.quorate.kernel.apply;

import io.quorate.codec.RecordCodec;
import io.quorate.kernel.Address;
import io.quorate.kernel.state.BodyQuery;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.ReadAccess;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.State;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.Timer;
import java.util.Map;
import java.util.Optional;

/** A recipe as its definition declared it, ready to run. */
public record RecipeModel(
        RecipeDescription description,
        Map<String, Command<?, ?>> commands,
        Map<String, Query<?, ?>> queries,
        Map<Class<?>, Event<?>> events,
        Map<String, TimerHook<?>> timers,
        Map<String, State> states,
        Optional<RecipeDefinition.SessionEndHandler> onSessionEnd,
        Map<String, Abandoned<?>> abandoned,
        Map<String, GivenUp<?, ?>> givenUp,
        Optional<RecipeDefinition.HoldCheck> holds,
        Map<String, ContractRange> uses,
        Map<MigrationStep, RecipeDefinition.MigrationHandler> migrations) {

    /** A declared command. */
    public record Command<C extends Record, R extends Record>(
            String name, RecordCodec<C> request, RecordCodec<R> reply, RecipeDefinition.CommandHandler<C, R> handler) {}

    /** A declared query. */
    public record Query<Q extends Record, R extends Record>(
            String name,
            Class<Q> type,
            RecordCodec<Q> request,
            RecordCodec<R> reply,
            RecipeDefinition.QueryHandler<Q, R> handler) {
        byte[] encodeRequest(Record value) {
            return request.encode(type.cast(value));
        }

        /** Answers a query in its encoded form. */
        public byte[] answer(io.quorate.recipe.QueryContext context, byte[] body) {
            return reply.encode(handler.answer(context, request.decode(body)));
        }
    }

    /** A declared kind of event. */
    public record Event<E extends Record>(String name, Class<E> type, RecordCodec<E> codec) {
        byte[] encode(Record value) {
            return codec.encode(type.cast(value));
        }
    }

    /** A declared timer with what it does. */
    public record TimerHook<T extends Record>(Timer<T> timer, RecipeDefinition.TimerHandler<T> handler) {
        void fire(io.quorate.recipe.ApplyContext context, byte[] payload) {
            handler.fire(context, timer.decode(payload));
        }
    }

    /** What undoes a command's reply. */
    public record Abandoned<R extends Record>(RecordCodec<R> reply, RecipeDefinition.AbandonedHandler<R> handler) {
        void undo(io.quorate.recipe.ApplyContext context, byte[] body) {
            handler.abandoned(context, reply.decode(body));
        }
    }

    /** What is done when a waiting call was given up. */
    public record GivenUp<N extends Record, R extends Record>(
            Tickets<N, R> tickets, RecipeDefinition.GivenUpHandler<N, R> handler) {
        void givenUp(io.quorate.recipe.ApplyContext context, ReadAccess.TicketRow row) {
            handler.givenUp(context, tickets.ticket(row));
        }
    }

    /** A declared step between two state versions. */
    public record MigrationStep(int from, int to) {}

    public String name() {
        return description.name();
    }

    /** What to store in place of a command's reply. */
    BodyQuery bodyQuery(Command<?, ?> command, Address address, Outcome.ReadBy<?> readBy) {
        Query<?, ?> query = queries.get(readBy.query());
        if (query == null || !query.reply().shape().equals(command.reply().shape())) {
            throw new IllegalStateException("command " + command.name() + " is to be answered by '" + readBy.query()
                    + "', which is no query with the same reply type");
        }
        return new BodyQuery(address, description.contract(), readBy.query(), query.encodeRequest(readBy.request()));
    }

    /** Refuses a caller that was written for another contract. */
    public void requireContract(int asked) {
        if (asked != description.contract()) {
            throw new RecipeException(ErrorCode.CONTRACT_MISMATCH.name(), otherContract(asked));
        }
    }

    /** What to tell a caller of another contract. */
    public String otherContract(int asked) {
        return "recipe '" + name() + "' has contract " + description.contract() + ", the caller was written for "
                + asked + ": use a client library of that contract";
    }

    /** What to tell a caller of something that is not declared. */
    public String noSuchCall(String call) {
        return "recipe '" + name() + "' has no '" + call + "'; it has commands " + commands.keySet() + " and queries "
                + queries.keySet();
    }

    /** What to tell a caller of a recipe that is not active. */
    public static String notDeployed(String recipe) {
        return "recipe '" + recipe + "' is not deployed: run `quorate bundle deploy " + recipe + "`";
    }
}
