package com.operanttechnologies.persistence.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.TooManyAttemptsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("RLY-1")
@Tag("GATE")
class PairingTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final Pairing pairing = new Pairing(sessions.database());
    private final Devices devices = new Devices(sessions.database());
    private final String client = "192.0.2.1 " + UUID.randomUUID();

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void a_typed_code_makes_a_screen_whose_device_signs_in_by_its_token() {
        OfferedCode offered = Screens.offer(sessions, acme, " Entrance ");
        String typed = offered.code().value().toLowerCase(Locale.ROOT).replace("-", " ");
        PairedDevice device = pairing.pair(typed, client, "test").orElseThrow();
        assertThat(device.customerId()).isEqualTo(acme.customerId());
        assertThat(device.screenId()).isEqualTo(offered.offer().screenId());

        Device signedIn = devices.signIn(device.token().value(), "request 1").orElseThrow();
        assertThat(signedIn.screenId()).isEqualTo(device.screenId());
        assertThat(signedIn.scope()).isEqualTo(TenantScope.job(acme.customerId(), "device", "request 1"));
        Screen screen =
                sessions.read(signedIn.scope(), session -> new ScreenRepository(session).get(device.screenId()));
        assertThat(screen.name()).isEqualTo("Entrance");
        assertThat(screen.location()).isEqualTo("Lobby");
        assertThat(screen.paired()).isTrue();
        assertThat(offer(offered).state()).isEqualTo(OfferState.CLAIMED);
        assertThat(offer(offered).endedAt()).contains(screen.pairedAt());
        assertThat(offer(offered).offeredBy()).isEqualTo("signup");
    }

    @Test
    void a_code_works_once() {
        OfferedCode offered = Screens.offer(sessions, acme, "Entrance");
        assertThat(claim(offered)).isPresent();
        assertThat(claim(offered)).isEmpty();
        assertThat(screens()).hasSize(1);
    }

    @Test
    void of_many_devices_that_type_a_code_at_once_one_is_let_in() throws Exception {
        OfferedCode offered = Screens.offer(sessions, acme, "Entrance");
        List<Optional<PairedDevice>> answers = Concurrently.run(8, () -> Screens.claim(sessions, offered));
        assertThat(answers.stream().flatMap(Optional::stream)).hasSize(1);
        assertThat(screens()).hasSize(1);
    }

    @Test
    void of_many_who_complete_a_pairing_at_once_one_makes_the_screen_and_its_token() throws Exception {
        OfferedCode offered = Screens.offer(sessions, acme, "Entrance");
        UUID id = offered.offer().id();
        List<Optional<PairedDevice>> answers =
                Concurrently.run(8, () -> this.<Optional<PairedDevice>>in(acme, repository -> repository.complete(id)));
        assertThat(answers.stream().flatMap(Optional::stream)).hasSize(1);
        assertThat(screens()).hasSize(1);
    }

    @Test
    void when_the_application_stops_after_the_claim_the_code_is_used_up_and_another_offer_works() {
        OfferedCode lost = Screens.offer(sessions, acme, "Entrance");
        assertThat(sessions.gateway().claimPairing(lost.code().value(), client)).isPresent();
        assertThat(claim(lost)).isEmpty();
        assertThat(screens()).isEmpty();
        assertThat(offer(lost).state()).isEqualTo(OfferState.OFFERED);
        OfferedCode another = Screens.offer(sessions, acme, "Entrance");
        assertThat(claim(another)).isPresent();
        assertThat(screens()).hasSize(1);
    }

    @Test
    void a_code_that_has_expired_or_was_cancelled_or_is_wrong_gets_the_same_answer() {
        OfferedCode cancelled = Screens.offer(sessions, acme, "Entrance");
        assertThat(this.<Boolean>in(
                        acme, repository -> repository.cancel(cancelled.offer().id())))
                .isTrue();
        assertThat(this.<Boolean>in(
                        acme, repository -> repository.cancel(cancelled.offer().id())))
                .isFalse();
        sessions.stopAt(Instant.now().minus(Duration.ofHours(1)));
        OfferedCode expired = Screens.offer(sessions, acme, "Entrance");
        sessions.resume();
        for (String code : List.of(cancelled.code().value(), expired.code().value(), "00000-00000", "", "\0")) {
            assertThat(pairing.pair(code, client, "test")).isEmpty();
        }
        assertThat(screens()).isEmpty();
        assertThat(offer(cancelled).state()).isEqualTo(OfferState.CANCELLED);
    }

    @Test
    void an_offer_whose_time_is_over_isn_t_completed_even_if_the_gateway_were_slow() {
        OfferedCode offered = Screens.offer(sessions, acme, "Entrance");
        sessions.stopAt(offered.offer().expiresAt());
        assertThat(this.<Optional<PairedDevice>>in(
                        acme, repository -> repository.complete(offered.offer().id())))
                .isEmpty();
        sessions.stopAt(offered.offer().expiresAt().minusNanos(1000));
        assertThat(this.<Optional<PairedDevice>>in(
                        acme, repository -> repository.complete(offered.offer().id())))
                .isPresent();
    }

    @Test
    void overdue_offers_are_noted_a_few_at_a_time_and_the_others_stay_open() {
        List<OfferedCode> overdue = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            overdue.add(Screens.offer(sessions, acme, "Screen " + i));
        }
        sessions.stopAt(Instant.now().plus(Duration.ofMinutes(9)));
        OfferedCode open = Screens.offer(sessions, acme, "Open");
        sessions.stopAt(Instant.now().plus(Duration.ofMinutes(11)));
        assertThat(this.<List<Offer>>in(
                        acme, repository -> repository.open(Screens.first()).items()))
                .containsExactly(open.offer());
        assertThat(this.<Integer>in(acme, repository -> repository.expire(3))).isEqualTo(3);
        assertThat(this.<Integer>in(acme, repository -> repository.expire(3))).isEqualTo(2);
        assertThat(this.<Integer>in(acme, repository -> repository.expire(3))).isZero();
        assertThat(overdue).extracting(code -> offer(code).state()).containsOnly(OfferState.EXPIRED);
        assertThat(offer(open).state()).isEqualTo(OfferState.OFFERED);
    }

    @Test
    void an_unpaired_screen_is_given_another_device_and_the_first_stays_out() {
        PairedDevice first = Screens.pair(sessions, acme, "Entrance");
        sessions.perform(acme, session -> new ScreenRepository(session).unpair(first.screenId()));
        assertThat(devices.signIn(first.token().value(), "test")).isEmpty();
        OfferedCode replaced = in(acme, repository -> repository.offerAgain(first.screenId(), Screens.TEN_MINUTES));
        OfferedCode again = in(acme, repository -> repository.offerAgain(first.screenId(), Screens.TEN_MINUTES));
        assertThat(claim(replaced)).as("a later offer took its place").isEmpty();
        PairedDevice second = claim(again).orElseThrow();
        assertThat(second.screenId()).isEqualTo(first.screenId());
        assertThat(devices.signIn(second.token().value(), "test")).isPresent();
        assertThat(devices.signIn(first.token().value(), "test")).isEmpty();
        Screen screen = screens().get(0);
        assertThat(screen.paired()).isTrue();
        assertThat(screen.version()).isEqualTo(3);
        assertThat(screens()).hasSize(1);
    }

    @Test
    void a_paired_screen_can_t_be_offered_again_and_one_that_isn_t_there_neither() {
        UUID screen = Screens.pair(sessions, acme, "Entrance").screenId();
        assertThatThrownBy(() -> in(acme, repository -> repository.offerAgain(screen, Screens.TEN_MINUTES)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("unpair it first");
        assertThatThrownBy(() -> in(acme, repository -> repository.offerAgain(UUID.randomUUID(), Screens.TEN_MINUTES)))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void deleting_a_screen_withdraws_the_offer_to_pair_it_again() {
        UUID screen = Screens.pair(sessions, acme, "Entrance").screenId();
        sessions.perform(acme, session -> new ScreenRepository(session).unpair(screen));
        OfferedCode again = in(acme, repository -> repository.offerAgain(screen, Screens.TEN_MINUTES));
        sessions.perform(acme, session -> new ScreenRepository(session).delete(screen));
        assertThat(claim(again)).isEmpty();
        assertThat(offer(again).state()).isEqualTo(OfferState.CANCELLED);
        assertThat(screens()).isEmpty();
    }

    @Test
    void deleting_a_screen_waits_for_a_device_that_is_being_let_in_and_shuts_it_out() throws Exception {
        UUID screen = Screens.pair(sessions, acme, "Entrance").screenId();
        sessions.perform(acme, session -> new ScreenRepository(session).unpair(screen));
        OfferedCode again = in(acme, repository -> repository.offerAgain(screen, Screens.TEN_MINUTES));
        List<Future<?>> meanwhile = new ArrayList<>();
        PairedDevice device = in(acme, repository -> {
            PairedDevice uncommitted = repository.complete(again.offer().id()).orElseThrow();
            meanwhile.add(Concurrently.startAndExpectToWait(
                    () -> sessions.perform(acme, session -> new ScreenRepository(session).delete(screen))));
            return uncommitted;
        });
        meanwhile.get(0).get(1, TimeUnit.MINUTES);
        assertThat(devices.signIn(device.token().value(), "test")).isEmpty();
        assertThat(screens()).isEmpty();
    }

    @Test
    void who_hangs_up_thirty_screens_behind_one_address_is_let_through() {
        for (int i = 0; i < 30; i++) {
            OfferedCode offered = Screens.offer(sessions, acme, "Screen " + i);
            assertThat(pairing.pair(offered.code().value(), client, "test")).isPresent();
        }
    }

    @Test
    void right_codes_in_between_give_no_guess_more() {
        int wrong = 0;
        try {
            for (int i = 0; i < 100; i++) {
                assertThat(pairing.pair("00000-00000", client, "test")).isEmpty();
                wrong++;
                OfferedCode own = Screens.offer(sessions, acme, "Screen " + i);
                assertThat(pairing.pair(own.code().value(), client, "test")).isPresent();
            }
        } catch (TooManyAttemptsException e) {
            assertThat(wrong).isEqualTo(10);
            return;
        }
        throw new AssertionError("a hundred guesses and nobody minded");
    }

    @Test
    void a_guessed_second_half_kills_the_code_after_five_tries() {
        OfferedCode offered = Screens.offer(sessions, acme, "Entrance");
        String code = offered.code().value();
        String guess = code.substring(0, code.length() - 1) + (code.endsWith("0") ? '1' : '0');
        for (int i = 0; i < 5; i++) {
            assertThat(pairing.pair(guess, "client " + UUID.randomUUID(), "test"))
                    .isEmpty();
        }
        assertThat(claim(offered)).isEmpty();
    }

    @Test
    void lifetimes_names_places_and_numbers_are_bounded() {
        for (Duration lifetime :
                List.of(Duration.ZERO, Duration.ofNanos(999), Duration.ofSeconds(-1), Duration.ofSeconds(901))) {
            assertThatThrownBy(() -> in(acme, repository -> repository.offer("Entrance", "", lifetime)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("Lifetime");
        }
        for (String name : List.of("", " ", "x".repeat(201), "s3cret\0")) {
            assertThatThrownBy(() -> in(acme, repository -> repository.offer(name, "", Screens.TEN_MINUTES)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageNotContaining("s3cret");
        }
        for (String place : List.of("x".repeat(201), "s3cret\0", "two\nlines")) {
            assertThatThrownBy(() -> in(acme, repository -> repository.offer("Entrance", place, Screens.TEN_MINUTES)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageNotContaining("s3cret");
        }
        for (int most : List.of(0, 1001)) {
            assertThatThrownBy(() -> in(acme, repository -> repository.expire(most)))
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    private Optional<PairedDevice> claim(OfferedCode offered) {
        return Screens.claim(sessions, offered);
    }

    private Offer offer(OfferedCode offered) {
        return in(acme, repository -> repository.get(offered.offer().id()));
    }

    private List<Screen> screens() {
        return sessions.read(
                acme,
                session -> new ScreenRepository(session).list(Screens.first()).items());
    }

    private <T> T in(TenantScope scope, Function<PairingRepository, T> work) {
        return sessions.transact(scope, session -> work.apply(new PairingRepository(session)));
    }
}
