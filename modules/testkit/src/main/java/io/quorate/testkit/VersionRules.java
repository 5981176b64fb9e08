package io.quorate.testkit;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.client.QuorateException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** A recipe comes and goes while it is used. */
final class VersionRules {
    private static final int PARTS = 3;
    private static final int NODES = 2;

    /** Looks at what the garbage collector has found, of 50 ms each. */
    private static final int MAX_LOOKS = 40;

    private static final long LOOK_MILLIS = 50;

    /** What a version that fits does not answer. */
    private static final Set<String> UNFIT = Set.of(
            ErrorCode.RECIPE_FAILED.name(),
            ErrorCode.INSTANCE_FROZEN.name(),
            ErrorCode.CALL_NOT_FOUND.name(),
            ErrorCode.CONTRACT_MISMATCH.name());

    private final Tck.Subject subject;

    private VersionRules(Tck.Subject subject) {
        this.subject = subject;
    }

    static List<Rule> of(Tck.Subject subject) {
        VersionRules rules = new VersionRules(subject);
        return List.of(
                Rule.of(9, "an upgrade and the way back, in mid-stream, lose nothing", rules::survivesAnUpgrade),
                Rule.of(10, "the class loader of a version that is gone is collected", rules::isCollected));
    }

    private void survivesAnUpgrade() {
        try (RecipeWorld world = subject.world(NODES)) {
            Set<String> codes = new TreeSet<>();
            Set<String> before = new TreeSet<>();
            world.listen(call -> codes.add(call.code()));
            Play play = subject.play(world);
            play(play);
            before.addAll(codes);
            thereAndBack(world);
            switchVersion("the upgrade", () -> world.upgrade(subject.next()));
            play(play);
            switchVersion("the way back", world::rollback);
            play(play);
            codes.removeAll(before);
            codes.retainAll(UNFIT);
            if (!codes.isEmpty()) {
                throw new AssertionError("only since the upgrade, commands are answered " + codes);
            }
        }
    }

    private void play(Play play) {
        for (int step = 0; step < subject.steps() / PARTS; step++) {
            play.next();
        }
    }

    private void thereAndBack(RecipeWorld world) {
        SortedMap<String, byte[]> before = world.cluster().leader().recipeRows();
        if (before.isEmpty()) {
            throw new AssertionError("the workload leaves no state that an upgrade could lose: let it keep something");
        }
        switchVersion("the upgrade", () -> world.upgrade(subject.next()));
        switchVersion("the way back", world::rollback);
        String difference = Bytes.difference(before, world.cluster().leader().recipeRows());
        if (!difference.isEmpty()) {
            throw new AssertionError(
                    "the next version, and the way back, left another state than before:" + difference);
        }
    }

    private static void switchVersion(String what, Runnable change) {
        try {
            change.run();
        } catch (QuorateException refused) {
            throw new AssertionError(what + " was refused: " + refused.getMessage(), refused);
        }
    }

    private void isCollected() throws InterruptedException {
        ReferenceQueue<ClassLoader> freed = new ReferenceQueue<>();
        PhantomReference<ClassLoader> loader = usedAndGone(freed);
        boolean collected = false;
        for (int look = 0; look < MAX_LOOKS && !collected; look++) {
            System.gc();
            collected = freed.remove(LOOK_MILLIS) == loader;
        }
        if (!collected) {
            throw new AssertionError(
                    "the classes of " + subject.recipe().getClass().getName()
                            + " stay in memory when nothing runs them any more: something outside of the recipe refers to them");
        }
    }

    /** A method of its own, so that no local variable keeps the recipe. */
    private PhantomReference<ClassLoader> usedAndGone(ReferenceQueue<ClassLoader> freed) {
        Recipe recipe = RecipeLoader.copy(subject.recipe());
        try (RecipeWorld world = RecipeWorld.of(false, 1, recipe)) {
            play(subject.play(world));
        }
        return new PhantomReference<>(recipe.getClass().getClassLoader(), freed);
    }
}
