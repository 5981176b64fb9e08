package io.quorate.kernel.apply;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.state.Deployment;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.Staging;
import io.quorate.kernel.state.StateRows;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import java.util.Optional;

/** Bytes of bundles on their way into the state, and out of it again. */
final class BundleBytes {
    /** Bundles that may be staged at once without a deployment. */
    static final int MAX_STAGINGS = 16;

    private static final int MAX_CHUNKS = SystemCommand.MAX_BUNDLE_BYTES / 1024;

    private BundleBytes() {}

    static SystemCommand.Staged add(Step step, SessionId session, SystemCommand.StageChunk chunk) {
        BundleDigest digest = digest(chunk.digest());
        if (hasBytes(step, digest)) {
            return new SystemCommand.Staged(chunk.size());
        }
        requireSize(chunk);
        Staging before = step.read(Keys.staging(digest), StateRows.STAGING::decode)
                .orElseGet(() -> begin(step, session, chunk.size()));
        if (before.size() != chunk.size() || chunk.offset() > before.received()) {
            throw invalid("part of " + digest + " at byte " + chunk.offset() + " of " + chunk.size() + ", but "
                    + before.received() + " of " + before.size() + " bytes are there: send the next part");
        }
        int received = before.received();
        if (chunk.offset() == received) {
            received += chunk.bytes().length;
            step.rows().put(Keys.chunk(digest, chunk.offset()), chunk.bytes());
        }
        // Whoever goes on with another one's upload keeps what is there when that session ends.
        step.rows()
                .put(
                        Keys.staging(digest),
                        StateRows.STAGING.encode(new Staging(before.size(), received, session.value())));
        return new SystemCommand.Staged(received);
    }

    private static Staging begin(Step step, SessionId session, int size) {
        if (step.rows().listPrefix(Keys.stagings(), MAX_STAGINGS).size() >= MAX_STAGINGS) {
            throw new RecipeException(
                    ErrorCode.OVERLOADED.name(),
                    MAX_STAGINGS + " bundles are being uploaded already: deploy them or close their sessions");
        }
        return new Staging(size, 0, session.value());
    }

    private static void requireSize(SystemCommand.StageChunk chunk) {
        if (chunk.size() < 1 || chunk.size() > SystemCommand.MAX_BUNDLE_BYTES) {
            throw invalid("bundle of " + chunk.size() + " bytes, allowed are 1 to " + SystemCommand.MAX_BUNDLE_BYTES);
        }
        int length = chunk.bytes().length;
        if (length < 1
                || length > SystemCommand.MAX_CHUNK_BYTES
                || chunk.offset() < 0
                || chunk.offset() > chunk.size() - length) {
            throw invalid("part of " + length + " bytes at " + chunk.offset() + " of " + chunk.size()
                    + ", allowed are 1 to " + SystemCommand.MAX_CHUNK_BYTES + " bytes within the bundle");
        }
    }

    /** The bytes of a bundle that was uploaded whole and is what its digest says. */
    static byte[] require(Step step, BundleDigest digest) {
        Optional<Staging> staging = step.read(Keys.staging(digest), StateRows.STAGING::decode);
        if (staging.isPresent() && staging.get().received() < staging.get().size()) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "bundle " + digest + " was uploaded to byte "
                            + staging.get().received() + " of " + staging.get().size() + ": upload the rest first");
        }
        byte[] bytes = RecipeRegistry.bytes(step.rows(), digest);
        if (bytes.length == 0) {
            throw new RecipeException(
                    ErrorCode.NOT_FOUND.name(), "bundle " + digest + " was not uploaded: upload it first");
        }
        if (!BundleDigest.of(bytes).equals(digest)) {
            throw invalid("the uploaded bytes have digest " + BundleDigest.of(bytes) + ", announced was " + digest
                    + ": the file changed or was damaged on its way; upload it again");
        }
        return bytes;
    }

    /** The bytes belong to a deployment from now on. */
    static void claim(Step step, BundleDigest digest) {
        step.rows().delete(Keys.staging(digest));
    }

    static void dropBytes(Step step, BundleDigest digest) {
        for (Rows.KeyValue chunk : step.rows().listPrefix(Keys.chunks(digest), MAX_CHUNKS)) {
            step.rows().delete(chunk.key());
        }
        step.rows().delete(Keys.staging(digest));
    }

    /** Drops what a session uploaded and nobody deployed. */
    static void dropOf(Step step, SessionId session) {
        for (Rows.KeyValue row : step.rows().listPrefix(Keys.stagings(), MAX_STAGINGS)) {
            if (StateRows.STAGING.decode(row.value()).session() == session.value()) {
                dropBytes(step, Keys.digestOf(row.key()));
            }
        }
    }

    private static boolean hasBytes(Step step, BundleDigest digest) {
        return step.read(Keys.deployment(digest), StateRows.DEPLOYMENT::decode)
                .filter(deployment -> deployment.state() != Deployment.State.FAILED)
                .isPresent();
    }

    static BundleDigest digest(String text) {
        try {
            return new BundleDigest(text);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static RecipeException invalid(String message) {
        return new RecipeException(ErrorCode.INVALID_REQUEST.name(), message);
    }
}
