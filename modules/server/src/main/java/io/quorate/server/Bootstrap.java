package io.quorate.server;

import io.quorate.codec.RecordCodec;
import io.quorate.kernel.Address;
import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.CallRequest;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.OpenRequest;
import io.quorate.kernel.OpenResult;
import io.quorate.kernel.Problem;
import io.quorate.kernel.SessionLink;
import io.quorate.protocol.ProtocolDefaults;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Tells a new cluster whom it trusts and deploys its first bundles, as a client of the kernel: one session, one command at a
 * time, and behind the bundles the command that says so. Thread: the loop. Begun again after a crash or on the next leader it does no harm, since parts and
 * bundles that are there are accepted.
 */
final class Bootstrap implements SessionLink {
    /** The kernel lowers it to the longest allowed. */
    private static final long TTL_MILLIS = 300_000;

    private static final int SECRET_BYTES = 16;
    private static final RecordCodec<SystemCommand.StageChunk> STAGE = RecordCodec.of(SystemCommand.StageChunk.class);
    private static final RecordCodec<SystemCommand.Deploy> DEPLOY = RecordCodec.of(SystemCommand.Deploy.class);
    private static final RecordCodec<SystemCommand.CompleteBootstrap> COMPLETE =
            RecordCodec.of(SystemCommand.CompleteBootstrap.class);

    private static final RecordCodec<SystemCommand.FoundTrust> FOUND_TRUST =
            RecordCodec.of(SystemCommand.FoundTrust.class);
    private static final RecordCodec<SystemCommand.TrustDigests> TRUST_DIGESTS =
            RecordCodec.of(SystemCommand.TrustDigests.class);

    /** A bundle's bytes and where they are from. */
    record BundleFile(Path path, byte[] bytes) {}

    /** A command, and what it is for. */
    private record Step(String subject, SystemCommand command, byte[] body) {}

    private final Kernel kernel;
    private final Deque<Step> steps = new ArrayDeque<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private long sequence;

    private Bootstrap(Kernel kernel) {
        this.kernel = kernel;
    }

    static List<BundleFile> read(List<Path> paths) throws StartException {
        List<BundleFile> bundles = new ArrayList<>();
        for (Path path : paths) {
            try {
                if (Files.size(path) > SystemCommand.MAX_BUNDLE_BYTES) {
                    throw new StartException("recipes.bootstrap: " + path + " has " + Files.size(path)
                            + " bytes, a bundle at most " + SystemCommand.MAX_BUNDLE_BYTES);
                }
                bundles.add(new BundleFile(path, Files.readAllBytes(path)));
            } catch (IOException unreadable) {
                throw new StartException(
                        "recipes.bootstrap: cannot read " + path + ": " + Reason.of(unreadable), unreadable);
            }
        }
        return bundles;
    }

    /**
     * Goes on as long as this node leads. Completes when it has done what it can: {@link Kernel#isTrustFounded()} and {@link
     * Kernel#isBootstrapped()} tell whether that was all. Completes exceptionally when a bundle is refused, with a message that
     * names the file.
     *
     * @param trust empty when the cluster has been told already
     * @param bundles none when they are there already, or are another node's
     */
    static CompletableFuture<Void> run(
            Kernel kernel, Optional<SystemCommand.FoundTrust> trust, List<BundleFile> bundles) {
        Bootstrap bootstrap = new Bootstrap(kernel);
        trust.ifPresent(bootstrap::found);
        if (!bundles.isEmpty()) {
            bootstrap.deploy(bundles);
        }
        OpenRequest open = new OpenRequest(TTL_MILLIS, new byte[SECRET_BYTES], "bootstrap", "local");
        kernel.openSession(open, bootstrap, result -> {
            if (result instanceof OpenResult.Opened opened) {
                bootstrap.next(opened.session());
            } else if (result instanceof OpenResult.Refused) {
                bootstrap.done.complete(null);
            }
        });
        return bootstrap.done;
    }

    private void found(SystemCommand.FoundTrust trust) {
        steps.add(new Step("trust in bundles", trust, FOUND_TRUST.encode(trust)));
    }

    private void deploy(List<BundleFile> bundles) {
        // Whoever writes the configuration of a node that may found the cluster vouches for what it names.
        SystemCommand.TrustDigests trust = new SystemCommand.TrustDigests(
                bundles.stream()
                        .map(bundle -> BundleDigest.of(bundle.bytes()).hex())
                        .toList(),
                false);
        steps.add(new Step("trust in the first bundles", trust, TRUST_DIGESTS.encode(trust)));
        bundles.forEach(this::plan);
        SystemCommand.CompleteBootstrap last = new SystemCommand.CompleteBootstrap();
        steps.add(new Step("the last step", last, COMPLETE.encode(last)));
    }

    private void plan(BundleFile bundle) {
        byte[] bytes = bundle.bytes();
        String digest = BundleDigest.of(bytes).hex();
        for (int offset = 0; offset < bytes.length; offset += SystemCommand.MAX_CHUNK_BYTES) {
            byte[] part =
                    Arrays.copyOfRange(bytes, offset, Math.min(bytes.length, offset + SystemCommand.MAX_CHUNK_BYTES));
            SystemCommand.StageChunk stage = new SystemCommand.StageChunk(digest, offset, bytes.length, part);
            steps.add(new Step(bundle.path().toString(), stage, STAGE.encode(stage)));
        }
        SystemCommand.Deploy deploy = new SystemCommand.Deploy(digest);
        steps.add(new Step(bundle.path().toString(), deploy, DEPLOY.encode(deploy)));
    }

    private void next(SessionId session) {
        Step step = steps.peek();
        if (step == null) {
            kernel.close(session, this);
            done.complete(null);
            return;
        }
        List<Long> acks = sequence == 0 ? List.of() : List.of(sequence);
        sequence++;
        kernel.call(
                session,
                this,
                new CallRequest(
                        sequence,
                        new Address(ProtocolDefaults.NAMESPACE, SystemCommand.RECIPE, ""),
                        SystemCommand.CONTRACT,
                        step.command().call(),
                        step.body(),
                        acks));
    }

    @Override
    public void replied(SessionId session, long number, CallResult result) {
        Step step = steps.remove();
        if (result.kind() == CallResult.Kind.OK) {
            next(session);
            return;
        }
        kernel.close(session, this);
        // The leader before this one may have begun what is in conflict.
        if (result.kind() == CallResult.Kind.REFUSED && !result.code().equals(ErrorCode.CONFLICT.name())) {
            done.completeExceptionally(
                    new IllegalStateException("recipes.bootstrap: " + step.subject() + ": " + result.message()));
        } else {
            done.complete(null);
        }
    }

    @Override
    public void refused(SessionId session, long number, Problem problem) {
        kernel.close(session, this);
        done.complete(null);
    }

    @Override
    public void ended(SessionId session, Problem reason) {
        done.complete(null);
    }
}
