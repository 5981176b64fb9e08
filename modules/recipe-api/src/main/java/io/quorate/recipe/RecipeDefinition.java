package io.quorate.recipe;

/**
 * Where a recipe declares itself. Names are 1 to 32 characters of {@code a-z A-Z 0-9 -}, first a letter, unique among
 * their kind; records must be of types that the codec carries. A declaration that breaks this throws
 * {@link IllegalArgumentException}, and the bundle is refused with its message.
 */
public interface RecipeDefinition {
    /** One sentence for the CLI, the console and the documentation. */
    RecipeDefinition describedAs(String summary);

    /** Everything the recipe keeps; a state that is not declared here cannot be used. */
    RecipeDefinition state(State... states);

    /** A call that may change rows. Applied in log order, exactly once. */
    <C extends Record, R extends Record> CommandDefinition command(
            String name, Class<C> request, Class<R> reply, CommandHandler<C, R> handler);

    /** A call that only reads. */
    <Q extends Record, R extends Record> QueryDefinition query(
            String name, Class<Q> request, Class<R> reply, QueryHandler<Q, R> handler);

    /** A kind of event that handlers may {@link ApplyContext#emit emit}; its name is the record's simple name. */
    <E extends Record> RecipeDefinition event(Class<E> type);

    /** Runs when a timer is due, as a command of nobody: there is no session. */
    <T extends Record> RecipeDefinition onTimer(Timer<T> timer, TimerHandler<T> handler);

    /** Runs for every instance that the ended session was {@link ApplyContext#bind bound} to; its tickets are gone by then. */
    RecipeDefinition onSessionEnd(SessionEndHandler handler);

    /**
     * Runs when a caller gave up a command whose reply it never took: undoes what the reply promised, in the entry of the
     * cancellation.
     */
    <R extends Record> RecipeDefinition onAbandoned(String command, Class<R> reply, AbandonedHandler<R> handler);

    /**
     * Runs when a waiting call reached its deadline or was cancelled, in the entry that ended it and after its ticket is gone; it has no
     * caller. Calls of a session that ends are not told one by one: {@link ApplyContext#bind bind} the session when a call
     * parks, and {@link #onSessionEnd} runs for the instance.
     */
    <N extends Record, R extends Record> RecipeDefinition onGivenUp(
            Tickets<N, R> tickets, GivenUpHandler<N, R> handler);

    /** Says whether a token is that of a hold which has not ended; other recipes ask by {@link ApplyContext#isHeld}. */
    RecipeDefinition holds(HoldCheck check);

    /**
     * Another recipe whose commands this one {@link ApplyContext#call calls}.
     *
     * @param contracts version range of its contract in OSGi form, such as {@code [1,2)}
     */
    RecipeDefinition uses(String recipe, String contracts);

    /** Rewrites an instance's rows from one state version to another (the next for an upgrade, the one before for a rollback). */
    RecipeDefinition migration(int fromStateVersion, int toStateVersion, MigrationHandler handler);

    /** A command being declared. */
    interface CommandDefinition {
        CommandDefinition describedAs(String summary);

        /**
         * The command grants a hold that {@code releaseCommand} gives back. The reply has a component {@code token} of
         * type {@link FencingToken}, the release request has one too, and the request may have {@code waitMillis}. From
         * the grant to its end the caller's session stays {@linkplain ApplyContext#bind bound}: one that is not has lost its
         * hold. With that, tools can take, keep and release without knowing the recipe.
         */
        CommandDefinition grants(String releaseCommand);
    }

    /** A query being declared. */
    interface QueryDefinition {
        QueryDefinition describedAs(String summary);
    }

    /** Applies a command. */
    @FunctionalInterface
    interface CommandHandler<C extends Record, R extends Record> {
        Outcome<R> apply(ApplyContext context, C request);
    }

    /** Answers a query. */
    @FunctionalInterface
    interface QueryHandler<Q extends Record, R extends Record> {
        R answer(QueryContext context, Q request);
    }

    /** Reacts to a timer. */
    @FunctionalInterface
    interface TimerHandler<T extends Record> {
        void fire(ApplyContext context, T payload);
    }

    /** Reacts to the end of a session. */
    @FunctionalInterface
    interface SessionEndHandler {
        void ended(ApplyContext context, SessionId session);
    }

    /** Undoes a reply that nobody took. */
    @FunctionalInterface
    interface AbandonedHandler<R extends Record> {
        void abandoned(ApplyContext context, R reply);
    }

    /** Reacts to a call that waits no more. */
    @FunctionalInterface
    interface GivenUpHandler<N extends Record, R extends Record> {
        void givenUp(ApplyContext context, Ticket<N, R> ticket);
    }

    /** Knows the holds of an instance. */
    @FunctionalInterface
    interface HoldCheck {
        boolean isHeld(QueryContext context, FencingToken token);
    }

    /** Migrates one instance. */
    @FunctionalInterface
    interface MigrationHandler {
        void migrate(ApplyContext context);
    }
}
