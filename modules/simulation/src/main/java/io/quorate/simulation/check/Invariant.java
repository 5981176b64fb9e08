package io.quorate.simulation.check;

import io.quorate.kernel.state.KernelRow;
import io.quorate.log.NodeId;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;

/**
 * Something that must hold in every world. It is told what happens and reports to its {@link Verdict}; what it does not
 * care for it leaves out.
 */
public interface Invariant {
    default void invoked(Operation operation) {}

    default void ended(Operation operation, Ending ending) {}

    /** Its caller has gone, and is told nothing more. */
    default void givenUp(Operation operation) {}

    /** A node has applied an entry. */
    default void applied(NodeId node, long index, KernelRow numbers) {}

    /** A client has got a session that is not the one it had. */
    default void sessionBegun(SessionId session, Client client) {}

    /**
     * A node has put a backup in the place of what a namespace held, in apply; told again when a node applies that entry again.
     *
     * @param restore its number
     */
    default void restored(long restore, String namespace) {}

    /** A client has been told that its session is lost. */
    default void sessionLost(SessionId session) {}

    /** A node has marked a session as over, in apply; told again when a node applies that entry again. */
    default void sessionEnding(SessionId session) {}

    /**
     * A node has given a lock to a session, in apply; told again when a node applies that entry again.
     *
     * @param label number of the operation that asked for it
     */
    default void granted(String lock, FencingToken token, SessionId session, String label) {}

    /**
     * A node has begun a term of an election, in apply; told again when a node applies that entry again.
     *
     * @param label number of the operation that stood for it
     */
    default void elected(String election, FencingToken token, SessionId session, String label) {}

    /** A node has freed a lock without giving it on, in apply; token of the last hold. */
    default void freed(String lock, FencingToken token) {}

    /** A client's program has a lock in its hands. */
    default void holdBegun(Hold hold) {}

    /** It gave it back or dropped it. */
    default void holdEnded(Hold hold) {}

    /** The client has done something, or could have. */
    default void acted(Client client) {}

    /** What a lock guards took a write with this token. */
    default void guardedWrite(String lock, FencingToken token) {}

    default void subscribed(Subscriber subscriber) {}

    /** A client listens to a store. */
    default void listening(StoreListener listener) {}

    /** Everything has come to rest. */
    default void finished(FinalState state) {}
}
