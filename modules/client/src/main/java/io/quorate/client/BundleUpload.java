package io.quorate.client;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemCommand.StageChunk;
import io.quorate.recipe.system.SystemCommand.Staged;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Stages a bundle part by part, one in flight, and then does something with it.
 *
 * @param <R> what that answers
 */
final class BundleUpload<R> {
    /** What is done with a bundle that is there whole. */
    interface Use<R> {
        CompletableFuture<R> of(String digest, Duration rest);
    }

    private final SystemClient system;
    private final Clocks clocks;
    private final byte[] bundle;
    private final Use<R> use;
    private final String digest;
    private final long endNanos;
    private final CompletableFuture<R> result = new CompletableFuture<>();

    BundleUpload(SystemClient system, Clocks clocks, byte[] bundle, Duration deadline, Use<R> use) {
        this.system = system;
        this.clocks = clocks;
        this.bundle = bundle;
        this.use = use;
        this.digest = digest(bundle);
        this.endNanos = clocks.after(deadline);
    }

    CompletableFuture<R> begin() {
        if (bundle.length == 0 || bundle.length > SystemCommand.MAX_BUNDLE_BYTES) {
            return CompletableFuture.failedFuture(QuorateException.of(
                    ErrorCode.INVALID_REQUEST,
                    CallOutcome.NOT_APPLIED,
                    "a bundle of " + bundle.length + " bytes, allowed are 1 to " + SystemCommand.MAX_BUNDLE_BYTES));
        }
        stage(0);
        return result;
    }

    private void stage(int offset) {
        byte[] part =
                Arrays.copyOfRange(bundle, offset, Math.min(bundle.length, offset + SystemCommand.MAX_CHUNK_BYTES));
        follow(system.call(new StageChunk(digest, offset, bundle.length, part), Staged.class, rest()), staged -> {
            // Somebody may have uploaded more of it before, or all.
            if (staged.received() < bundle.length) {
                stage(staged.received());
            } else {
                follow(use.of(digest, rest()), result::complete);
            }
        });
    }

    /** Goes on with the reply, unless the whole was cancelled; that cancels the part that is under way. */
    private <T> void follow(CompletableFuture<T> part, Consumer<T> then) {
        result.whenComplete((used, failure) -> {
            if (failure != null) {
                part.cancel(false);
            }
        });
        part.whenComplete((reply, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (!result.isDone()) {
                then.accept(reply);
            }
        });
    }

    private Duration rest() {
        return Duration.ofNanos(endNanos - clocks.now().nanos());
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
