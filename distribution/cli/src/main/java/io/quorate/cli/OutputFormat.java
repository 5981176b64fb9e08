package io.quorate.cli;

import io.quorate.cli.shape.Columns;
import io.quorate.cli.shape.JsonOutput;
import io.quorate.cli.shape.TextOutput;
import io.quorate.codec.Shape;

/** The form of a command's data. */
enum OutputFormat {
    TABLE,
    JSON;

    /** All lines with their ends. */
    String render(Shape shape, Object tree, Columns columns) {
        return this == JSON ? JsonOutput.of(shape, tree) + "\n" : TextOutput.of(shape, tree, columns);
    }
}
