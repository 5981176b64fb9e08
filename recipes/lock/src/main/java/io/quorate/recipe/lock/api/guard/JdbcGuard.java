package io.quorate.recipe.lock.api.guard;

import io.quorate.recipe.FencingToken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Tokens in a table of a database, for what is written there in the same transaction. The table:
 *
 * <pre>CREATE TABLE quorate_guard (resource VARCHAR(400) PRIMARY KEY, token BIGINT NOT NULL)</pre>
 *
 * <p>A row that one holder alone writes can have the token itself, without a guard: {@code UPDATE … SET …, token = ? WHERE id = ? AND
 * token <= ?}, which must say that it changed one row. Thread-safe.
 */
public final class JdbcGuard {
    private final String table;

    /** @param table name, also with a schema before it; letters, digits, {@code _} and {@code .} */
    public JdbcGuard(String table) {
        if (!table.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
            throw new IllegalArgumentException("'" + table + "' is no name of a table");
        }
        this.table = table;
    }

    /**
     * Lets only the newest holder go on, in the transaction of the connection: until that ends, whoever comes with another token
     * waits, and one with a smaller token is refused then. To be called before what is guarded is written.
     *
     * @throws StaleTokenException when a larger token was here; the transaction is to be rolled back
     * @throws SQLException also when two come at once and the resource has no row yet: to be done again
     * @throws IllegalArgumentException when the connection commits each statement
     */
    public void check(Connection connection, String resource, FencingToken token) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalArgumentException(
                    "the connection commits each statement, so that nothing is guarded: setAutoCommit(false)");
        }
        if (raise(connection, resource, token)) {
            return;
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT token FROM " + table + " WHERE resource = ?")) {
            select.setString(1, resource);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    throw new StaleTokenException("'" + resource + "'", token, new FencingToken(row.getLong(1)));
                }
            }
        }
        insert(connection, resource, token);
    }

    private boolean raise(Connection connection, String resource, FencingToken token) throws SQLException {
        String sql = "UPDATE " + table + " SET token = ? WHERE resource = ? AND token <= ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, token.value());
            update.setString(2, resource);
            update.setLong(3, token.value());
            return update.executeUpdate() == 1;
        }
    }

    private void insert(Connection connection, String resource, FencingToken token) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + table + " (resource, token) VALUES (?, ?)")) {
            insert.setString(1, resource);
            insert.setLong(2, token.value());
            insert.executeUpdate();
        }
    }
}
