package io.quorate.kernel.apply;

import io.quorate.codec.RecordCodec;
import io.quorate.kernel.Meter;
import io.quorate.kernel.PreparedBundle;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.State;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.Timer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns a recipe's definition into its model, and refuses what cannot work. */
public final class DefinitionReader implements RecipeDefinition {
    private static final long MAX_STEPS = 1_000_000;

    private final Map<String, RecipeModel.Command<?, ?>> commands = new LinkedHashMap<>();
    private final Map<String, RecipeModel.Query<?, ?>> queries = new LinkedHashMap<>();
    private final Map<String, Doc> commandDocs = new LinkedHashMap<>();
    private final Map<String, Doc> queryDocs = new LinkedHashMap<>();
    private final Map<Class<?>, RecipeModel.Event<?>> events = new LinkedHashMap<>();
    private final Map<String, RecipeModel.TimerHook<?>> timers = new LinkedHashMap<>();
    private final Map<String, State> states = new LinkedHashMap<>();
    private final Map<String, RecipeModel.Abandoned<?>> abandoned = new LinkedHashMap<>();
    private final Map<String, RecipeModel.GivenUp<?, ?>> givenUp = new LinkedHashMap<>();
    private final Map<String, ContractRange> uses = new LinkedHashMap<>();
    private final List<String> usesText = new ArrayList<>();
    private final Map<RecipeModel.MigrationStep, MigrationHandler> migrations = new LinkedHashMap<>();
    private @Nullable SessionEndHandler onSessionEnd;
    private @Nullable HoldCheck holds;
    private String summary = "";

    private DefinitionReader() {}

    /**
     * The model of a prepared bundle's recipe. Runs the recipe's own code, metered.
     *
     * @param meter of the thread that calls
     * @throws IllegalArgumentException with what is wrong in the definition
     */
    public static RecipeModel read(PreparedBundle.Ready bundle, Meter meter) {
        DefinitionReader reader = new DefinitionReader();
        meter.begin(MAX_STEPS);
        try {
            bundle.recipe().define(reader);
        } catch (RuntimeException | LinkageError | AssertionError failure) {
            // A subclass may run the recipe's code to make its message.
            String what = failure.getClass() == IllegalArgumentException.class
                    ? String.valueOf(failure.getMessage())
                    : "define() failed with " + failure.getClass().getName();
            throw new IllegalArgumentException(what, failure);
        } catch (Error failure) {
            if (meter.isOverBudget(failure)) {
                throw new IllegalArgumentException("define() used more than " + MAX_STEPS + " metered steps", failure);
            }
            throw failure;
        } finally {
            meter.end();
        }
        return reader.model(bundle.name(), bundle.version(), bundle.stateVersion(), bundle.contract());
    }

    private RecipeModel model(String name, String version, int stateVersion, int contract) {
        for (Map.Entry<String, Doc> doc : commandDocs.entrySet()) {
            String releasedBy = doc.getValue().releasedBy;
            if (releasedBy != null && !commands.containsKey(releasedBy)) {
                throw new IllegalArgumentException(
                        "command " + doc.getKey() + " is released by '" + releasedBy + "', which is no command");
            }
        }
        for (String command : abandoned.keySet()) {
            if (!commands.containsKey(command)) {
                throw new IllegalArgumentException("onAbandoned names '" + command + "', which is no command");
            }
        }
        for (String timer : timers.keySet()) {
            if (!(states.get(timer) instanceof Timer<?>)) {
                throw new IllegalArgumentException(
                        "timer '" + timer + "' has a handler but is not declared by state()");
            }
        }
        for (String tickets : givenUp.keySet()) {
            if (!(states.get(tickets) instanceof Tickets<?, ?>)) {
                throw new IllegalArgumentException(
                        "onGivenUp names '" + tickets + "', which are no tickets declared by state()");
            }
        }
        for (State state : states.values()) {
            if (state instanceof Timer<?> && !timers.containsKey(state.name())) {
                throw new IllegalArgumentException("timer '" + state.name() + "' has no handler: declare onTimer");
            }
        }
        return new RecipeModel(
                description(name, version, stateVersion, contract),
                commands,
                queries,
                events,
                timers,
                states,
                Optional.ofNullable(onSessionEnd),
                abandoned,
                givenUp,
                Optional.ofNullable(holds),
                uses,
                migrations);
    }

    private RecipeDescription description(String name, String version, int stateVersion, int contract) {
        List<RecipeDescription.Call> commandList = new ArrayList<>();
        commands.forEach((key, command) ->
                commandList.add(doc(commandDocs, key).describe(key, command.request(), command.reply())));
        List<RecipeDescription.Call> queryList = new ArrayList<>();
        queries.forEach(
                (key, query) -> queryList.add(doc(queryDocs, key).describe(key, query.request(), query.reply())));
        List<RecipeDescription.Event> eventList = new ArrayList<>();
        events.values()
                .forEach(event -> eventList.add(
                        new RecipeDescription.Event(event.name(), event.codec().shape())));
        List<RecipeDescription.StateType> stateList = new ArrayList<>();
        states.values().forEach(state -> stateList.add(new RecipeDescription.StateType(state.name(), state.shape())));
        return new RecipeDescription(
                name, version, summary, stateVersion, contract, commandList, queryList, eventList, stateList, usesText);
    }

    private static Doc doc(Map<String, Doc> docs, String name) {
        return docs.getOrDefault(name, new Doc());
    }

    @Override
    public RecipeDefinition describedAs(String text) {
        summary = text;
        return this;
    }

    @Override
    public RecipeDefinition state(State... declared) {
        for (State state : declared) {
            addNew(states, state.name(), state, "state");
        }
        return this;
    }

    @Override
    public <C extends Record, R extends Record> CommandDefinition command(
            String name, Class<C> request, Class<R> reply, CommandHandler<C, R> handler) {
        requireFreeCall(name);
        commands.put(
                State.requireName(name),
                new RecipeModel.Command<>(name, RecordCodec.of(request), RecordCodec.of(reply), handler));
        Doc doc = new Doc();
        commandDocs.put(name, doc);
        return doc;
    }

    @Override
    public <Q extends Record, R extends Record> QueryDefinition query(
            String name, Class<Q> request, Class<R> reply, QueryHandler<Q, R> handler) {
        requireFreeCall(name);
        queries.put(
                State.requireName(name),
                new RecipeModel.Query<>(name, request, RecordCodec.of(request), RecordCodec.of(reply), handler));
        Doc doc = new Doc();
        queryDocs.put(name, doc);
        return new QueryDoc(doc);
    }

    private void requireFreeCall(String name) {
        if (commands.containsKey(name) || queries.containsKey(name)) {
            throw new IllegalArgumentException("'" + name + "' is declared twice");
        }
    }

    @Override
    public <E extends Record> RecipeDefinition event(Class<E> type) {
        String name = State.requireName(type.getSimpleName());
        if (events.values().stream().anyMatch(event -> event.name().equals(name))) {
            throw new IllegalArgumentException("event '" + name + "' is declared twice");
        }
        events.put(type, new RecipeModel.Event<>(name, type, RecordCodec.of(type)));
        return this;
    }

    @Override
    public <T extends Record> RecipeDefinition onTimer(Timer<T> timer, TimerHandler<T> handler) {
        addNew(timers, timer.name(), new RecipeModel.TimerHook<>(timer, handler), "timer");
        return this;
    }

    @Override
    public RecipeDefinition onSessionEnd(SessionEndHandler handler) {
        onSessionEnd = handler;
        return this;
    }

    @Override
    public <R extends Record> RecipeDefinition onAbandoned(
            String command, Class<R> reply, AbandonedHandler<R> handler) {
        addNew(abandoned, command, new RecipeModel.Abandoned<>(RecordCodec.of(reply), handler), "onAbandoned");
        return this;
    }

    @Override
    public <N extends Record, R extends Record> RecipeDefinition onGivenUp(
            Tickets<N, R> tickets, GivenUpHandler<N, R> handler) {
        addNew(givenUp, tickets.name(), new RecipeModel.GivenUp<>(tickets, handler), "onGivenUp");
        return this;
    }

    @Override
    public RecipeDefinition holds(HoldCheck check) {
        holds = check;
        return this;
    }

    @Override
    public RecipeDefinition uses(String recipe, String contracts) {
        addNew(uses, recipe, ContractRange.parse(contracts), "use of");
        usesText.add(recipe + " " + contracts);
        return this;
    }

    @Override
    public RecipeDefinition migration(int fromStateVersion, int toStateVersion, MigrationHandler handler) {
        if (Math.abs(fromStateVersion - toStateVersion) != 1 || fromStateVersion < 1 || toStateVersion < 1) {
            throw new IllegalArgumentException(
                    "a migration goes from one state version to the next or the one before, not " + fromStateVersion
                            + " to " + toStateVersion);
        }
        migrations.put(new RecipeModel.MigrationStep(fromStateVersion, toStateVersion), handler);
        return this;
    }

    private static <V> void addNew(Map<String, V> map, String name, V value, String what) {
        if (map.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException(what + " '" + name + "' is declared twice");
        }
    }

    /** What a declaration says about a call, for people and tools. */
    private static final class Doc implements CommandDefinition {
        private String summary = "";
        private @Nullable String releasedBy;

        @Override
        public CommandDefinition describedAs(String text) {
            summary = text;
            return this;
        }

        @Override
        public CommandDefinition grants(String releaseCommand) {
            releasedBy = releaseCommand;
            return this;
        }

        RecipeDescription.Call describe(String name, RecordCodec<?> request, RecordCodec<?> reply) {
            return new RecipeDescription.Call(
                    name, summary, request.shape(), reply.shape(), Optional.ofNullable(releasedBy));
        }
    }

    /** A query's declaration. */
    private record QueryDoc(Doc doc) implements QueryDefinition {
        @Override
        public QueryDefinition describedAs(String text) {
            doc.describedAs(text);
            return this;
        }
    }
}
