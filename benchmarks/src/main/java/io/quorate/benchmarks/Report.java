package io.quorate.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All tables of a run: printed as they come, and kept for the file. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final PrintStream out;
    private final List<Map<String, Object>> kept = new ArrayList<>();

    Report(PrintStream out) {
        this.out = out;
    }

    void add(Table table) {
        table.lines().forEach(out::println);
        out.println();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (List<Object> row : table.rows()) {
            Map<String, Object> named = new LinkedHashMap<>();
            for (int c = 0; c < row.size(); c++) {
                named.put(table.columns().get(c), row.get(c));
            }
            rows.add(named);
        }
        kept.add(Map.of("title", table.title(), "rows", rows, "notes", table.notes()));
    }

    /** Numbers in the file are not rounded. */
    void write(Optional<Path> file) throws IOException {
        if (file.isPresent()) {
            JSON.writeValue(file.get().toFile(), Map.of("tables", kept, "machine", machine()));
        }
    }

    private static Map<String, Object> machine() {
        return Map.of(
                "processors", Runtime.getRuntime().availableProcessors(),
                "os", System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "java", System.getProperty("java.version"));
    }
}
