package io.quorate.cli.demo;

import io.quorate.cli.ExitCode;
import io.quorate.cli.Failure;
import java.util.List;
import java.util.Optional;

/** What the demonstration can show, in steps. */
public final class Story {
    /** A lock, whose holders and servers do not live for ever. */
    public static final Story LOCK = new Story("lock", "Quorate at its main job", LockStory.STEPS);

    /** Each shipped recipe, while leaders die. */
    public static final Story RECIPES =
            new Story("recipes", "The recipes of Quorate at work while its leader is killed twice", RecipesStory.STEPS);

    private final String name;
    private final String title;
    private final List<Step> steps;

    private Story(String name, String title, List<Step> steps) {
        this.name = name;
        this.title = title;
        this.steps = steps;
    }

    /** All there are. */
    public static List<Story> all() {
        return List.of(LOCK, RECIPES);
    }

    /** Empty when there is none of this name. */
    public static Optional<Story> named(String name) {
        return all().stream().filter(story -> story.name.equals(name)).findFirst();
    }

    public String name() {
        return name;
    }

    String title() {
        return title;
    }

    List<Step> steps() {
        return steps;
    }

    /** Names of all steps, in order. */
    public List<String> stepNames() {
        return steps.stream().map(Step::name).toList();
    }

    static void require(boolean isTrue, String otherwise) {
        if (!isTrue) {
            throw new Failure(ExitCode.FAILURE, otherwise);
        }
    }
}
