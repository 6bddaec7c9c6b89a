package com.operanttechnologies.persistence.internal.jooq;

import java.sql.SQLException;
import java.sql.Types;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.impl.AbstractBinding;

/**
 * PostgreSQL's inet, for which jOOQ has no type, as the text of one host's address, such as {@code 192.0.2.1} or {@code
 * 2001:db8::1}; see {@link com.operanttechnologies.persistence.internal.input.HostAddress}. The tables keep no
 * networks, so PostgreSQL prints it without a prefix length. Named by the code generator.
 */
public final class HostAddressBinding extends AbstractBinding<Object, String> {

    @Override
    public Converter<Object, String> converter() {
        return Converter.ofNullable(Object.class, String.class, Object::toString, text -> text);
    }

    /** As a value of no type, which takes that of its column. */
    @Override
    public void set(BindingSetStatementContext<String> context) throws SQLException {
        context.statement().setObject(context.index(), context.value(), Types.OTHER);
    }

    @Override
    public void get(BindingGetResultSetContext<String> context) throws SQLException {
        context.value(context.resultSet().getString(context.index()));
    }
}
