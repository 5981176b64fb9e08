package io.quorate.kernel.state;

import io.quorate.codec.DefaultValue;
import io.quorate.recipe.system.SystemCommand;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A bundle on its way into the cluster or out of it.
 *
 * @param recipe empty until a node has read the bundle
 * @param revision at which the state was entered
 * @param session of the deployer; 0 when there is none to answer
 * @param sequence of its deploy call
 * @param ready fingerprint per node number that is ready
 * @param detail why it failed
 * @param rollback to a version that was active before
 * @param signature with which it was deployed, asked for again at a rollback
 */
public record Deployment(
        State state,
        String recipe,
        String version,
        int stateVersion,
        int contract,
        int bytes,
        long revision,
        long session,
        long sequence,
        SortedMap<String, String> ready,
        String detail,
        @DefaultValue("false") boolean rollback,
        Optional<SystemCommand.BundleSignature> signature) {
    /** Where a deployment is. */
    public enum State {
        STAGED,
        ACTIVE,
        RETIRED,
        FAILED
    }

    public static Deployment staged(
            int bytes, Optional<SystemCommand.BundleSignature> signature, long revision, long session, long sequence) {
        return new Deployment(
                State.STAGED, "", "", 0, 0, bytes, revision, session, sequence, new TreeMap<>(), "", false, signature);
    }

    /** The version once more, on its way into the cluster again. */
    public Deployment again(long atRevision, long bySession, long bySequence) {
        return new Deployment(
                State.STAGED,
                recipe,
                version,
                stateVersion,
                contract,
                bytes,
                atRevision,
                bySession,
                bySequence,
                new TreeMap<>(),
                "",
                true,
                signature);
    }

    /** Whether it is a version of the recipe that was active, and is not now. */
    public boolean isFormerOf(String name) {
        return state == State.RETIRED && recipe.equals(name);
    }

    /** The deployment with one more node ready. */
    public Deployment readyOn(
            int node, String fingerprint, String newRecipe, String newVersion, int newStateVersion, int newContract) {
        SortedMap<String, String> nodes = new TreeMap<>(ready);
        nodes.put(Integer.toString(node), fingerprint);
        return new Deployment(
                state,
                newRecipe,
                newVersion,
                newStateVersion,
                newContract,
                bytes,
                revision,
                session,
                sequence,
                nodes,
                detail,
                rollback,
                signature);
    }

    /** The deployment in another state, with nobody left to answer. */
    public Deployment moved(State to, long atRevision, String why) {
        return new Deployment(
                to, recipe, version, stateVersion, contract, bytes, atRevision, 0, 0, ready, why, rollback, signature);
    }
}
