package io.quorate.testkit;

import io.quorate.kernel.BundleDigest;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Brings recipes into a world as an operator brings them into a cluster, and knows their contracts. */
final class Versions {
    /** In the order in which the recipes came. */
    private final Map<String, Integer> contracts = new LinkedHashMap<>();

    private final RecipeWorld world;

    Versions(RecipeWorld world) {
        this.world = world;
    }

    /** Name of the recipe that came first. */
    String first() {
        return contracts.keySet().stream()
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("the world has no recipe: RecipeWorld.of(new MyRecipe())"));
    }

    /** That of the active version. */
    int contract(String recipe) {
        Integer known = contracts.get(recipe);
        return known == null ? ask(recipe) : known;
    }

    private int ask(String recipe) {
        return world.system(new SystemQuery.DescribeBundle(recipe), SystemQuery.BundleDetail.class)
                .contract();
    }

    void deploy(byte[] bundle) {
        TestClient operator = operator();
        String digest = BundleDigest.of(bundle).hex();
        for (int at = 0; at < bundle.length; at += SystemCommand.MAX_CHUNK_BYTES) {
            byte[] part = Arrays.copyOfRange(bundle, at, Math.min(bundle.length, at + SystemCommand.MAX_CHUNK_BYTES));
            SystemCommand.StageChunk chunk = new SystemCommand.StageChunk(digest, at, bundle.length, part);
            command(operator, chunk, SystemCommand.Staged.class);
        }
        activate(operator, new SystemCommand.Deploy(digest));
    }

    void rollback() {
        activate(operator(), new SystemCommand.Rollback(first(), Optional.empty()));
    }

    private TestClient operator() {
        return new TestClient(world, "operator", RecipeWorld.TTL, false);
    }

    private void activate(TestClient operator, SystemCommand command) {
        try {
            String recipe =
                    command(operator, command, SystemCommand.Deployed.class).recipe();
            contracts.put(recipe, ask(recipe));
        } finally {
            operator.closeSession();
        }
    }

    private <R extends Record> R command(TestClient operator, SystemCommand command, Class<R> reply) {
        return operator.call(
                        world.address(SystemCommand.RECIPE, ""),
                        SystemCommand.CONTRACT,
                        command.call(),
                        (Record) command,
                        reply)
                .reply();
    }
}
