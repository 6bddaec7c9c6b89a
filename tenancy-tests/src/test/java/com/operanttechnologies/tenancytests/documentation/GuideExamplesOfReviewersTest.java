package com.operanttechnologies.tenancytests.documentation;

import com.operanttechnologies.tenancytests.attack.Attack;
import com.operanttechnologies.tenancytests.attack.Expect;
import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.junit.TenancyExtension;
import com.operanttechnologies.tenancytests.junit.TenancyUnderTest;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Java of the guide for security reviewers. */
@Tag("isolation")
class GuideExamplesOfReviewersTest {

    @RegisterExtension
    static final TenancyExtension tenancy = TenancyExtension.ofTheLayer("stage");

    @TestFactory
    Stream<DynamicTest> rows_are_not_found_by_their_place_in_the_file(TenancyUnderTest tenancy) throws SQLException {
        return tenancy.attack(List.of(Attack.onTables(
                "REV-1",
                "scan by place, from the first page on",
                target -> target.attackerCommits(
                        target.where(Privilege.SELECT, Expect.nothing()),
                        "select ctid, * from " + target.sql() + " where ctid >= '(0,0)' and customer_id = "
                                + target.b()))));
    }
}
