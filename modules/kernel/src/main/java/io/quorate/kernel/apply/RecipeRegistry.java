package io.quorate.kernel.apply;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.PreparedBundle;
import io.quorate.kernel.RecipeHost;
import io.quorate.kernel.state.Deployment;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.StateRows;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** The active recipes of this node, kept in step with the rows that say which those are. On the loop only. */
public final class RecipeRegistry {
    private static final int MAX_ACTIVE = 10_000;
    private static final int MAX_CHUNKS = 1_024;

    private final RecipeHost host;
    private final TreeMap<String, ActiveRecipe> active = new TreeMap<>();

    /** Of staged bundles, made outside of apply so that the switch to one is short. */
    private final TreeMap<BundleDigest, ActiveRecipe> staged = new TreeMap<>();

    public RecipeRegistry(RecipeHost host) {
        this.host = host;
    }

    /**
     * Loads the recipes that the rows name as active, and no others; blocks until all are prepared. The host forgets what the
     * rows do not know any more: this node may not have seen how it was retired.
     */
    public void load(Rows rows) {
        active.clear();
        staged.clear();
        List<BundleDigest> named = rows.listPrefix(Keys.actives(), MAX_ACTIVE).stream()
                .map(row -> new BundleDigest(new String(row.value(), StandardCharsets.US_ASCII)))
                .toList();
        Set<BundleDigest> kept = new TreeSet<>(named);
        for (Rows.KeyValue row : rows.listPrefix(Keys.deployments(), Deployments.MAX_REMEMBERED + 1)) {
            if (StateRows.DEPLOYMENT.decode(row.value()).state() == Deployment.State.STAGED) {
                kept.add(Keys.digestOf(row.key()));
            }
        }
        host.releaseAllBut(kept);
        for (BundleDigest digest : named) {
            put(new ActiveRecipe(digest, model(prepare(digest, bytes(rows, digest)))));
        }
    }

    /**
     * The bundle, made ready on this node; blocks, but returns at once when it was prepared before.
     *
     * @throws NodeFault when this node refuses what the others run
     */
    PreparedBundle.Ready prepare(BundleDigest digest, byte[] bundle) {
        CompletableFuture<PreparedBundle> verdict = new CompletableFuture<>();
        host.prepare(digest, bundle, verdict::complete);
        PreparedBundle prepared = verdict.join();
        if (prepared instanceof PreparedBundle.Ready ready) {
            return ready;
        }
        throw new NodeFault("bundle " + digest + " is active in the cluster, but this node refuses it: " + prepared);
    }

    /** Keeps the recipe of a staged bundle until it is activated or given up. */
    public void keepStaged(ActiveRecipe recipe) {
        staged.put(recipe.digest(), recipe);
    }

    /**
     * The recipe of a staged bundle; blocks when this node has yet to prepare it.
     *
     * @throws NodeFault when this node refuses what the others run
     * @throws IllegalArgumentException its definition is wrong
     */
    ActiveRecipe staged(Rows rows, BundleDigest digest) {
        ActiveRecipe kept = staged.get(digest);
        return kept == null ? new ActiveRecipe(digest, model(prepare(digest, bytes(rows, digest)))) : kept;
    }

    /** Who makes recipes of bundles. */
    RecipeHost host() {
        return host;
    }

    RecipeModel model(PreparedBundle.Ready prepared) {
        return DefinitionReader.read(prepared, host.meter());
    }

    void put(ActiveRecipe recipe) {
        staged.remove(recipe.digest());
        active.put(recipe.model().name(), recipe);
    }

    /** Takes out the recipe that this bundle is active for, or staged for, if it is. */
    void retire(BundleDigest digest) {
        staged.remove(digest);
        active.values().removeIf(recipe -> recipe.digest().equals(digest));
    }

    public Optional<ActiveRecipe> find(String recipe) {
        return Optional.ofNullable(active.get(recipe));
    }

    /** All active recipes, by name. */
    public Collection<ActiveRecipe> all() {
        return active.values();
    }

    /** A staged bundle put together from its parts. */
    public static byte[] bytes(Rows rows, BundleDigest digest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Rows.KeyValue chunk : rows.listPrefix(Keys.chunks(digest), MAX_CHUNKS)) {
            bytes.writeBytes(chunk.value());
        }
        return bytes.toByteArray();
    }
}
