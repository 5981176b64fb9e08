package io.quorate.recipe;

/** A recipe's whole world while it applies a command, a timer, a session's end, a cancellation or a migration. */
public interface ApplyContext extends QueryContext {
    /** Who called; in a timer or migration there is nobody and {@link IllegalStateException} is thrown. */
    SessionId session();

    /** Number of the call within its session, grows by one per call; {@link #session()} and this name a hold. */
    long sequence();

    /** Name that the caller's credential stands for. */
    String principal();

    /** The token that a grant made by this command carries; larger than every token before. */
    FencingToken token();

    /** Next number of a generator seeded from this command's revision: equal on all replicas. */
    long random();

    /** SHA-256 (FIPS 180-4) of a message, 32 bytes; charged by its length, as state that is written is. */
    byte[] sha256(byte[] message);

    /** Tells subscribers of this instance. The type must be declared; delivered only if the command succeeds. */
    void emit(Record event);

    /** From now on {@code onSessionEnd} runs for this instance when the session ends. Binding twice is binding once. */
    void bind(SessionId session);

    /** Takes {@link #bind} back. */
    void unbind(SessionId session);

    /**
     * Runs a command of another recipe in the same namespace inside this one: same revision, session and budget. When it
     * throws, what it changed is undone, and the exception reaches the caller, which may go on. It cannot park.
     */
    <C extends Record, R extends Record> R call(
            String recipe, String instance, String command, C request, Class<R> reply);

    /**
     * Runs a command that a client composed, as the other {@code call} does, of any recipe and without {@code uses}.
     *
     * @return the encoded reply
     * @throws RecipeException {@code CONTRACT_MISMATCH} when the active version has another contract than the request was written for
     */
    byte[] call(Invocation invocation);

    /**
     * Whether an instance of a recipe has given a hold with this token that has not ended, by what the recipe
     * {@linkplain RecipeDefinition#holds says}. Needs no {@code uses}.
     *
     * @throws RecipeException when there is no such recipe, or it says nothing of holds
     */
    boolean isHeld(String recipe, String instance, FencingToken token);

    /**
     * {@inheritDoc} What is done there is kept or dropped together with the rest of the command. Calls park only in the instance that
     * was addressed.
     *
     * @throws RecipeException {@code INSTANCE_FROZEN} when that one takes no commands
     * @throws IllegalStateException in a migration
     */
    @Override
    ApplyContext sibling(String instance);

    @Override
    StateAccess access();
}
