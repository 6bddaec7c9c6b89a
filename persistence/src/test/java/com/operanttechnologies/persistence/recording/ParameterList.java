package com.operanttechnologies.persistence.recording;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** The parameters of a statement, with the types that the driver tells the server. */
final class ParameterList {

    /** Stands for the id of the Customer whom the statement is for. */
    private static final String CUSTOMER = ":customer";

    private final Map<Integer, Parameter> byIndex;

    /** @param type as in PREPARE; {@code unknown} where the server is to find out */
    private record Parameter(String type, @Nullable String value) {}

    ParameterList() {
        this(new TreeMap<>());
    }

    private ParameterList(Map<Integer, Parameter> byIndex) {
        this.byIndex = byIndex;
    }

    void set(int index, String setter, @Nullable Object[] arguments) throws SQLException {
        byIndex.put(index, parameter(setter, arguments[1], arguments));
    }

    String text(int index) {
        Parameter parameter = byIndex.get(index);
        return String.valueOf(parameter == null ? null : parameter.value());
    }

    ParameterList withoutFirst() {
        Map<Integer, Parameter> others = new TreeMap<>(byIndex);
        others.remove(1);
        return new ParameterList(others);
    }

    /** {@code type=value} each, or {@code type} alone for NULL. */
    List<String> described(String customer) {
        List<String> all = new ArrayList<>();
        for (Parameter each : byIndex.values()) {
            String value = each.value();
            all.add(value == null ? each.type() : each.type() + "=" + (value.equals(customer) ? CUSTOMER : value));
        }
        return all;
    }

    private static Parameter parameter(String setter, @Nullable Object value, @Nullable Object[] arguments)
            throws SQLException {
        if (value == null || setter.equals("setNull")) {
            return new Parameter("unknown", null);
        }
        if (arguments.length > 2 && arguments[2] instanceof Integer type && type == Types.OTHER) {
            return new Parameter(value instanceof UUID ? "uuid" : "unknown", value.toString());
        }
        if (value instanceof byte[] bytes) {
            return new Parameter("bytea", "\\x" + HexFormat.of().formatHex(bytes));
        }
        if (value instanceof Array array) {
            return new Parameter(array.getBaseTypeName() + "[]", array.toString());
        }
        if (value instanceof PGobject object) {
            return new Parameter(object.getType(), object.getValue());
        }
        return new Parameter(type(value), value.toString());
    }

    private static String type(Object value) {
        if (value instanceof UUID) {
            return "uuid";
        } else if (value instanceof String) {
            return "varchar";
        } else if (value instanceof Integer || value instanceof Short) {
            return "int4";
        } else if (value instanceof Long) {
            return "int8";
        } else if (value instanceof Boolean) {
            return "bool";
        } else if (value instanceof BigDecimal) {
            return "numeric";
        } else if (value instanceof Double) {
            return "float8";
        } else if (value instanceof OffsetDateTime) {
            return "timestamptz";
        } else if (value instanceof LocalDate) {
            return "date";
        }
        return "unknown";
    }
}
