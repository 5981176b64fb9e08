package io.quorate.simulation.run;

import io.quorate.simulation.check.Verdict;
import io.quorate.simulation.world.FaultTally;
import java.util.List;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param violations the first of each invariant that broke, in order; unless the scenario says otherwise one at most
 * @param traceHash equal for runs in which the same happened
 * @param trace its latest lines
 * @param snapshots installed by nodes
 * @param answersThatSpare see {@link io.quorate.simulation.world.Sightings}
 * @param broughtUpByOthers see there
 */
public record Result(
        Scenario scenario,
        List<Verdict.Violation> violations,
        long traceHash,
        List<String> trace,
        Effort effort,
        FaultTally faults,
        long snapshots,
        long answersThatSpare,
        long broughtUpByOthers) {

    /** What broke first. */
    public Optional<Verdict.Violation> violation() {
        return violations.stream().findFirst();
    }

    /** Nothing broke, and enough was tried. */
    public boolean isClean() {
        return violations.isEmpty() && effort.reaches(Effort.least(scenario.nodes()));
    }

    /** For people: what broke, the latest lines of the trace, and how to see it again. */
    public String report(int lines) {
        String last = String.join("\n", trace.subList(Math.max(0, trace.size() - lines), trace.size()));
        return "seed " + scenario.seed() + " broke "
                + violation().map(Verdict.Violation::toString).orElse("nothing, and tried too little: " + effort) + "\n"
                + last
                + "\nsee it again with\n  ./mvnw -q -pl modules/simulation -am verify -Dtest=SimulationTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dseeds=1 -Dseed.first=" + scenario.seed();
    }
}
