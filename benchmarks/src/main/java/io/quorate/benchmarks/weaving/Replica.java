package io.quorate.benchmarks.weaving;

import io.quorate.codec.RecordCodec;
import io.quorate.kernel.Address;
import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.ClusterLimits;
import io.quorate.kernel.RecipeHost;
import io.quorate.kernel.apply.Applied;
import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.apply.Effect;
import io.quorate.kernel.apply.RecipeRegistry;
import io.quorate.kernel.entry.Batch;
import io.quorate.kernel.entry.BatchCodec;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.KernelRow;
import io.quorate.log.LogEntry;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.lock.LockRecipe;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.storage.MemoryStateStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A kernel's apply over a store in memory, with the lock deployed and one session that uses it. */
final class Replica {
    /** Commands of one entry. */
    static final int BATCH = 32;

    private static final String NAMESPACE = "default";
    private static final long TTL_MILLIS = 60_000;
    private static final int SECRET_HASH_BYTES = 32;
    private static final RecordCodec<LockContract.Acquire> ACQUIRE = RecordCodec.of(LockContract.Acquire.class);
    private static final RecordCodec<LockContract.Release> RELEASE = RecordCodec.of(LockContract.Release.class);
    private static final RecordCodec<LockContract.Grant> GRANT = RecordCodec.of(LockContract.Grant.class);

    private final Applier applier;
    private SessionId session = new SessionId(1);
    private List<Long> unacknowledged = List.of();
    private long index;
    private long sequence;

    private Replica(RecipeHost host) {
        this.applier = new Applier(
                new MemoryStateStore(),
                new RecipeRegistry(host),
                ClusterLimits.defaults(),
                host.meter(),
                UnaryOperator.identity());
    }

    static Replica of(RecipeHost host, byte[] bundle) {
        Replica replica = new Replica(host);
        replica.deploy(bundle);
        return replica;
    }

    private void deploy(byte[] bundle) {
        NodeId self = new NodeId(1);
        index++;
        applier.apply(new LogEntry(index, 1, new byte[0], Optional.of(Membership.solo(self))));
        Applied opened = apply(entry(new Proposal.OpenSession(TTL_MILLIS, new byte[SECRET_HASH_BYTES], "", "")));
        session = opened.effects().stream()
                .filter(Effect.SessionOpened.class::isInstance)
                .map(effect -> ((Effect.SessionOpened) effect).session())
                .findFirst()
                .orElseThrow();
        BundleDigest digest = BundleDigest.of(bundle);
        for (int from = 0; from < bundle.length; from += SystemCommand.MAX_CHUNK_BYTES) {
            byte[] part =
                    Arrays.copyOfRange(bundle, from, Math.min(bundle.length, from + SystemCommand.MAX_CHUNK_BYTES));
            system(new SystemCommand.StageChunk(digest.hex(), from, bundle.length, part));
        }
        system(new SystemCommand.Deploy(digest.hex()));
        apply(entry(new Proposal.Ready(
                digest,
                self.value(),
                "benchmark",
                LockContract.RECIPE,
                "1.0.0",
                LockRecipe.STATE_VERSION,
                LockContract.VERSION,
                "")));
        results(apply(entry(new Proposal.Activate(digest))));
    }

    private void system(SystemCommand command) {
        byte[] body = RecordCodec.bytesOf(command);
        Address kernel = new Address(NAMESPACE, SystemCommand.RECIPE, "");
        results(apply(entry(call(kernel, SystemCommand.CONTRACT, command.call(), body))));
    }

    private Proposal call(Address address, int contract, String command, byte[] body) {
        sequence++;
        List<Long> acks = unacknowledged;
        unacknowledged = List.of();
        return new Proposal.Call(session, sequence, address, contract, command, body, acks);
    }

    private static byte[] entry(Proposal... proposals) {
        return BatchCodec.encode(new Batch(0, KernelRow.KERNEL_LEVEL, 1_000, 1_000, List.of(proposals)));
    }

    /** Each takes a free lock. */
    byte[] acquires() {
        Proposal[] calls = new Proposal[BATCH];
        for (int i = 0; i < BATCH; i++) {
            byte[] body = ACQUIRE.encode(new LockContract.Acquire(0, "holder"));
            calls[i] = call(lock(i), LockContract.VERSION, LockContract.ACQUIRE, body);
        }
        return entry(calls);
    }

    /** Each gives back what one of these took. */
    byte[] releases(Applied acquired) {
        List<CallResult> grants = results(acquired);
        Proposal[] calls = new Proposal[BATCH];
        for (int i = 0; i < BATCH; i++) {
            FencingToken token = GRANT.decode(grants.get(i).body()).token();
            byte[] body = RELEASE.encode(new LockContract.Release(token));
            calls[i] = call(lock(i), LockContract.VERSION, LockContract.RELEASE, body);
        }
        return entry(calls);
    }

    private static Address lock(int number) {
        return new Address(NAMESPACE, LockContract.RECIPE, "lock-" + number);
    }

    Applied apply(byte[] payload) {
        index++;
        return applier.apply(new LogEntry(index, 1, payload));
    }

    /** What the calls of an entry came to; they are acknowledged with the next call. */
    List<CallResult> results(Applied applied) {
        List<CallResult> results = new ArrayList<>();
        List<Long> sequences = new ArrayList<>();
        for (Effect effect : applied.effects()) {
            if (effect instanceof Effect.Replied replied) {
                if (replied.result().kind() != CallResult.Kind.OK) {
                    throw new IllegalStateException("a command failed: " + replied.result());
                }
                results.add(replied.result());
                sequences.add(replied.sequence());
            }
        }
        unacknowledged = sequences;
        return results;
    }
}
