package io.quorate.simulation;

import io.quorate.simulation.run.Result;
import io.quorate.simulation.run.Scenario;
import io.quorate.simulation.run.Simulation;

/** The worlds of one seed, as {@link SimulationTest} runs them. */
final class Trial {
    private Trial() {}

    /** @throws AssertionError when an invariant broke */
    static void run(long seed) {
        judge(Scenario.threeNodes(seed));
        judge(Scenario.oneNode(seed));
    }

    private static void judge(Scenario scenario) {
        Result result = Simulation.run(scenario);
        result.violation().ifPresent(broken -> {
            throw new AssertionError("nodes=" + scenario.nodes() + ": " + broken);
        });
    }
}
