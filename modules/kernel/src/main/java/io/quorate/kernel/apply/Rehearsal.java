package io.quorate.kernel.apply;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.PreparedBundle;
import io.quorate.recipe.system.SystemQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One bundle that is tried beside what is active, and what is known of it so far. */
final class Rehearsal {
    /** Beside the version before; there is none for a new recipe. */
    private record Stage(Versions versions, Survey survey, Comparison comparison) {}

    final BundleDigest digest;
    final int wanted;

    /** Of the host, on any thread. */
    final CompletableFuture<PreparedBundle> verdict = new CompletableFuture<>();

    private final List<String> refusals = new ArrayList<>();
    private Optional<PreparedBundle.Ready> ready = Optional.empty();
    private Optional<Stage> stage = Optional.empty();
    private int idleTicks;

    /** @param wanted commands and hooks to compare */
    Rehearsal(BundleDigest digest, int wanted) {
        this.digest = digest;
        this.wanted = wanted;
    }

    /** The host has looked at it, and so has whoever carries it on. */
    boolean isLookedAt() {
        return ready.isPresent() || !refusals.isEmpty();
    }

    void ready(PreparedBundle.Ready bundle) {
        ready = Optional.of(bundle);
    }

    void begin(Versions versions, Survey survey, Comparison comparison) {
        stage = Optional.of(new Stage(versions, survey, comparison));
    }

    /** It cannot become active, and nothing more is found out. */
    void refuse(List<String> reasons) {
        refusals.addAll(reasons);
        stage = Optional.empty();
    }

    Optional<Versions> versions() {
        return stage.map(Stage::versions);
    }

    /** Looks at a few more instances or sessions. */
    void step() {
        stage.map(Stage::survey).filter(survey -> !survey.isOver()).ifPresent(Survey::step);
    }

    /** Counts ticks since the last {@link #asked}. */
    int idle() {
        return ++idleTicks;
    }

    void asked() {
        idleTicks = 0;
    }

    SystemQuery.Rehearsed report() {
        Optional<Survey> survey = stage.map(Stage::survey);
        Optional<Comparison> comparison = stage.map(Stage::comparison);
        List<String> reasons = new ArrayList<>(refusals);
        survey.ifPresent(whom -> reasons.addAll(whom.refusals()));
        return new SystemQuery.Rehearsed(
                phase(reasons),
                ready.map(PreparedBundle.Ready::name).orElse(""),
                ready.map(PreparedBundle.Ready::version).orElse(""),
                versions()
                        .map(both -> both.active().model().description().version())
                        .orElse(""),
                reasons,
                survey.map(Survey::instances).orElse(0L),
                survey.map(Survey::names).orElse(List.of()),
                survey.map(Survey::waiting).orElse(0L),
                survey.map(Survey::sessions).orElse(0L),
                survey.map(Survey::clients).orElse(List.of()),
                comparison.map(Comparison::compared).orElse(0),
                comparison.map(Comparison::differing).orElse(0),
                comparison.map(Comparison::differences).orElse(List.of()));
    }

    private String phase(List<String> reasons) {
        if (!isLookedAt()) {
            return "PREPARING";
        }
        if (stage.isPresent() && !stage.get().survey().isOver()) {
            return "MIGRATING";
        }
        if (!reasons.isEmpty()) {
            return "REFUSED";
        }
        return stage.isEmpty() || stage.get().comparison().isOver() ? "DONE" : "COMPARING";
    }
}
