package io.quorate.kernel;

import io.quorate.codec.CodecException;
import io.quorate.kernel.state.Deployment;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.StateCopy;
import io.quorate.kernel.state.StateRows;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.storage.RowCursor;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the parts of a backup hold, for people. */
public final class BackupContents {
    private final TreeMap<String, Long> instances = new TreeMap<>();
    private final List<String> bundles = new ArrayList<>();
    private final TreeMap<BundleDigest, Deployment> active = new TreeMap<>();
    private final TreeMap<BundleDigest, ByteArrayOutputStream> bytes = new TreeMap<>();
    private long rows;

    /** A bundle that was active, whole. */
    public record Bundle(
            String recipe, String version, Optional<SystemCommand.BundleSignature> signature, byte[] bytes) {}

    /**
     * Looks at the next part.
     *
     * @throws CodecException it is damaged, or of a version that this one cannot read
     */
    public void add(byte[] part) {
        try (RowCursor cursor = StateCopy.rows(List.of(part).iterator())) {
            while (cursor.next()) {
                rows++;
                look(cursor.key(), cursor.value());
            }
        }
    }

    private void look(byte[] key, byte[] value) {
        if (Keys.isInstance(key)) {
            instances.merge(Keys.addressOfInstance(key).recipe(), 1L, Long::sum);
        } else if (Keys.isDeployment(key)) {
            Deployment deployment = StateRows.DEPLOYMENT.decode(value);
            if (deployment.state() == Deployment.State.ACTIVE) {
                active.put(Keys.digestOf(key), deployment);
            }
            bundles.add((deployment.recipe() + " " + deployment.version() + " " + deployment.state()).strip());
        } else if (Keys.isChunk(key) && active.containsKey(Keys.digestOf(key))) {
            bytes.computeIfAbsent(Keys.digestOf(key), digest -> new ByteArrayOutputStream())
                    .writeBytes(value);
        }
    }

    /** Those that were active. */
    public List<Bundle> activeBundles() {
        List<Bundle> all = new ArrayList<>();
        active.forEach((digest, deployment) -> {
            byte[] whole =
                    bytes.getOrDefault(digest, new ByteArrayOutputStream()).toByteArray();
            all.add(new Bundle(deployment.recipe(), deployment.version(), deployment.signature(), whole));
        });
        return all;
    }

    public long rows() {
        return rows;
    }

    /** By recipe. */
    public SortedMap<String, Long> instances() {
        return instances;
    }

    /** Recipe, version and state of each deployment. */
    public List<String> bundles() {
        return bundles;
    }
}
