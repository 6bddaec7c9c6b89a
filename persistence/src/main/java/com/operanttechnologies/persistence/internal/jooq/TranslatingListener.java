package com.operanttechnologies.persistence.internal.jooq;

import com.operanttechnologies.persistence.internal.bind.ServerErrors;
import java.sql.SQLException;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;

/** Gives callers of jOOQ the layer's errors, without jOOQ's own that repeat the statement and the server's message. */
final class TranslatingListener implements ExecuteListener {

    private static final long serialVersionUID = 1L;

    private final transient ServerErrors errors;

    TranslatingListener(ServerErrors errors) {
        this.errors = errors;
    }

    @Override
    public void exception(ExecuteContext context) {
        SQLException failure = context.sqlException();
        if (failure != null) {
            context.exception(errors.translate(failure));
        }
    }
}
