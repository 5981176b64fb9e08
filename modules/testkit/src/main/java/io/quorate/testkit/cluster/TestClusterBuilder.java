package io.quorate.testkit.cluster;

import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Limits;
import io.quorate.recipe.Recipe;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a {@link TestCluster} is to be like. Not thread-safe. */
public final class TestClusterBuilder {
    /** With more, a test learns nothing more. */
    public static final int MAX_NODES = 5;

    private final Set<Class<? extends Recipe>> recipes = new LinkedHashSet<>();
    private int nodes = 1;
    private boolean fromClassPath = true;
    private Limits limits = Limits.defaults();

    TestClusterBuilder() {}

    /** 1 to 5; 1 by default. */
    public TestClusterBuilder nodes(int number) {
        if (number < 1 || number > MAX_NODES) {
            throw new IllegalArgumentException("a test cluster has 1 to " + MAX_NODES + " nodes, not " + number);
        }
        nodes = number;
        return this;
    }

    /**
     * A recipe that is no bundle yet, such as that of the module under test.
     *
     * @param recipe annotated with {@link io.quorate.recipe.RecipeType}
     */
    public TestClusterBuilder recipe(Class<? extends Recipe> recipe) {
        recipes.add(recipe);
        return this;
    }

    /** Only the recipes that are named with {@link #recipe}, and none of the bundles on the class path. */
    public TestClusterBuilder onlyNamedRecipes() {
        fromClassPath = false;
        return this;
    }

    /**
     * A setting of the whole cluster, as {@code quorate cluster config set} has it.
     *
     * @param key such as {@code session.max-ttl}
     * @param value such as {@code 1 min}
     */
    public TestClusterBuilder setting(String key, String value) {
        ClusterKey known = ClusterKey.named(key)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + key + "' is no setting of a cluster; there are " + ClusterKey.keys()));
        long parsed = known.scale()
                .parse(value)
                .filter(number -> number >= known.least() && number <= known.most())
                .orElseThrow(() -> new IllegalArgumentException(key + " is '" + value + "'; " + known.allowed()));
        limits = limits.with(known, parsed);
        return this;
    }

    int nodes() {
        return nodes;
    }

    Limits limits() {
        return limits;
    }

    KnownRecipes knownRecipes() {
        Set<Class<? extends Recipe>> all = new LinkedHashSet<>(recipes);
        if (fromClassPath) {
            all.addAll(KnownRecipes.onTheClassPath());
        }
        return KnownRecipes.of(all);
    }

    /** Starts it; returns when it leads and its recipes are active. */
    public TestCluster start() {
        return new TestCluster(this);
    }
}
