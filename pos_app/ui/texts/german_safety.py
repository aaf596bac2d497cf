"""German: when the app holds somebody back, and when a manager decides."""

from __future__ import annotations

from typing import Final

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.health import Obstacle, StoreTrouble
from pos_app.domain.payment import MoneyTaken
from pos_app.ui.texts.counted import Counted
from pos_app.ui.texts.safety import Hindrance, SafetyTexts

_OBSTACLES: Final = {
    Obstacle.STORE: Hindrance(
        "Aufschreiben nicht möglich",
        "Die Festplatte nimmt nichts an, und kein Verkauf wird gesendet, der nicht aufgeschrieben "
        "ist.",
        "Platz schaffen oder die Rechte des Datenordners ansehen.",
    ),
    Obstacle.REBUILDING: Hindrance(
        "Verkäufe werden zurückgelesen",
        "In der Datenbank fehlen vielleicht Verkäufe. Sie werden von Stripe zurückgelesen.",
        "Warten, bis alle da sind; was bezahlt wurde, ist bei Stripe sicher.",
    ),
    Obstacle.KEY_REJECTED: Hindrance(
        "Stripe lehnt den Schlüssel ab",
        "Der Schlüssel dieser Kasse wurde widerrufen, ist abgelaufen oder falsch.",
        "Die Leitung bitten, Stripe in den Einstellungen neu zu verbinden.",
    ),
    Obstacle.NOT_PERMITTED: Hindrance(
        "Eine Berechtigung fehlt",
        "Der Schlüssel dieser Kasse darf keine Zahlungen mehr annehmen.",
        "Die Leitung bitten, im Stripe-Dashboard „PaymentIntents: schreiben“ zu erlauben.",
    ),
    Obstacle.NETWORK: Hindrance(
        "Keine Verbindung zu Stripe",
        "Das Netz führt nicht zu Stripe.",
        "Kabel, WLAN und Router prüfen.",
    ),
    Obstacle.DNS: Hindrance(
        "Stripes Name wird nicht gefunden",
        "Das Netz ist da, kennt aber die Adresse von Stripe nicht (DNS).",
        "Den Router neu starten oder die Netzbetreuung fragen.",
    ),
    Obstacle.TLS: Hindrance(
        "Keine vertrauenswürdige Verbindung",
        "Etwas zwischen diesem Rechner und Stripe zeigt ein Zertifikat, dem nicht vertraut wird.",
        "In einem Gastnetz anmelden, das Datum dieses Rechners prüfen oder die Netzbetreuung "
        "fragen.",
    ),
    Obstacle.PROXY: Hindrance(
        "Der Proxy lehnt ab",
        "Der Proxy dieses Netzes lässt die App nicht zu Stripe durch.",
        "Den Proxy in den Einstellungen prüfen oder die Netzbetreuung fragen.",
    ),
    Obstacle.TIMEOUT: Hindrance(
        "Stripe antwortet nicht",
        "Die Verbindung ist da, aber es kommt rechtzeitig keine Antwort.",
        "Einen Moment warten; bleibt es so, das Netz prüfen.",
    ),
    Obstacle.STRIPE_DOWN: Hindrance(
        "Stripe hat eine Störung",
        "Stripe antwortet mit einem eigenen Fehler, oder etwas anderes antwortet an seiner Stelle.",
        "Einen Moment warten; status.stripe.com sagt mehr.",
    ),
    Obstacle.CLOCK: Hindrance(
        "Die Uhr geht falsch",
        "Sie weicht um mehr als eine Minute von Stripes Uhr ab, und der Schutz davor, doppelt "
        "einzuziehen, braucht die richtige Zeit.",
        "Datum und Uhrzeit dieses Rechners automatisch einstellen lassen.",
    ),
}
_STORE: Final = {
    StoreTrouble.DISK_FULL: Hindrance(
        "Die Festplatte ist voll",
        "Kein Verkauf wird gesendet, der nicht vorher aufgeschrieben werden konnte.",
        "Auf diesem Rechner Platz schaffen.",
    ),
    StoreTrouble.READ_ONLY: Hindrance(
        "Der Datenordner ist schreibgeschützt",
        "Die Datenbank lässt sich nicht schreiben, und kein Verkauf wird gesendet, der nicht "
        "aufgeschrieben ist.",
        "Diesem Benutzer das Schreiben im Datenordner erlauben.",
    ),
    StoreTrouble.LOCKED: Hindrance(
        "Die Datenbank ist gesperrt",
        "Ein anderes Programm hält die Datenbank fest, vielleicht eine Sicherung.",
        "Das Programm beenden oder warten, bis es fertig ist.",
    ),
    StoreTrouble.DAMAGED: Hindrance(
        "Die Datenbank ist beschädigt",
        "Ihr Inhalt ist nicht mehr lesbar. Was bezahlt wurde, ist bei Stripe sicher.",
        "Die App neu öffnen: Sie legt die Datei beiseite und liest die Verkäufe von Stripe zurück.",
    ),
    StoreTrouble.NEWER: Hindrance(
        "Die Datenbank ist neuer als die App",
        "Eine neuere Version von pos_app hat sie geschrieben.",
        "Die neuere Version wieder installieren.",
    ),
    StoreTrouble.NOT_MIGRATED: Hindrance(
        "Die Datenbank ließ sich nicht erneuern",
        "Sie ist, wie sie war; nichts ist verloren.",
        "Platz schaffen und die App neu öffnen, oder zur Version davor zurückkehren.",
    ),
    StoreTrouble.OTHER: _OBSTACLES[Obstacle.STORE],
}

SAFETY: Final = SafetyTexts(
    obstacles=_OBSTACLES,
    over=Hindrance(
        "Einziehen geht wieder",
        "Was im Weg war, ist vorbei. Dieser Verkauf wurde solange nicht begonnen.",
        "„Noch einmal versuchen“ drücken, falls er noch gewünscht ist.",
    ),
    no_simulator=Hindrance(
        "Der Simulator antwortet nicht",
        "Unter {url} antwortet kein Trainings-Simulator.",
        "Starten Sie ihn mit „pos-app simulator --port {port}“.",
    ),
    store=_STORE,
    consequence="Solange kann nichts eingezogen werden, und nichts wird vorgemerkt. Frühere "
    "Verkäufe bleiben lesbar. Es geht von selbst weiter.",
    lasting="Bis das getan ist, kann nichts eingezogen werden, und nichts wird vorgemerkt.",
    open_again="Schließen und neu öffnen",
    blocked="{word}. Solange kann nichts eingezogen werden.",
    repeated="Dasselbe am {time}: {amount} von {customer}{method}. Es wurde nicht noch einmal "
    "eingezogen.",
    paid_after_all="{customer} hat {amount} vom {time} doch bezahlt{method}. Es kann dieselbe "
    "Zahlung sein; darum wurde nichts weiter eingezogen.",
    in_the_way="{amount} von {customer} vom {time} ist noch nicht sicher: mit einer neuen Zahlung "
    "könnte doppelt eingezogen werden.",
    charge_again="{amount} noch einmal einziehen",
    charge_anew="Neuer Versuch: {amount}",
    show_anew="Den neuen Verkauf zeigen",
    money_anew="{this} · neuer Verkauf: {anew}",
    show_earlier="Den früheren Verkauf zeigen",
    override="Trotzdem einziehen (Leitung)",
    accept="Übernehmen, wie Stripe es zeigt (Leitung)",
    failed_later="{customer}: {amount} vom {time} wurde doch nicht bezahlt",
    failed_later_hint="Die Bank hatte es angenommen und später abgelehnt. Es ist kein Geld "
    "geflossen.",
    failed_more="und {count} weitere",
    seen="Erledigt",
    solved={
        MoneyTaken.YES: "Jetzt gewiss: Der Verkauf an {customer}, {amount}, ist bezahlt",
        MoneyTaken.NO: "Jetzt gewiss: Der Verkauf an {customer}, {amount}, wurde nicht bezahlt; es "
        "ist kein Geld geflossen",
        MoneyTaken.HELD: "Jetzt gewiss: Der Verkauf an {customer}: {amount} ist auf der "
        "Karte reserviert, nicht eingezogen",
        MoneyTaken.PENDING: "Jetzt gewiss: Der Verkauf an {customer}, {amount}, ist von der "
        "Bank angenommen; das Geld ist noch unterwegs",
    },
    lapsed="Die Reservierung von {amount} für {customer} ist zu Ende; eingezogen wurde nichts",
    solved_show="Verkauf zeigen",
    solved_read="Verstanden",
    rebuilding="Verkäufe werden von Stripe zurückgelesen: bisher {count}.",
    rebuilt=Counted(
        "Ein Verkauf wurde von Stripe zurückgelesen.",
        "{count} Verkäufe wurden von Stripe zurückgelesen.",
    ),
    hook_given_up="„{name}“ hat eine Nachricht drei Tage lang nicht angenommen: aufgegeben.",
    hook_hint="Zahlungen sind nicht betroffen. Mehr unter „Eigene Programme“ (Einstellungen).",
    set_aside="Die beschädigte Datei bleibt als {file} im Datenordner erhalten. Ältere Verkäufe "
    "und was die Leitung entschieden hat, stehen nur dort. Offene Verkäufe werden wieder "
    "beobachtet.",
    older="Die Datenbank ist vielleicht eine ältere Kopie, oder ihr neuester Teil fehlt. Was die "
    "Leitung seitdem entschieden hat, fehlt dann. Offene Verkäufe werden wieder beobachtet.",
    gone="Die Datenbank war nicht mehr im Datenordner. Ältere Verkäufe und was die Leitung "
    "entschieden hat, standen nur dort. Offene Verkäufe werden wieder beobachtet.",
    by_name=Counted(
        "Einer davon trägt nur den Namen der Kasse, wie frühere Versionen ihn schrieben: Hieß eine "
        "andere Kasse genauso, kann er von ihr sein.",
        "{count} davon tragen nur den Namen der Kasse, wie frühere Versionen ihn schrieben: Hieß "
        "eine andere Kasse genauso, können einige von ihr sein.",
    ),
    namesakes=Counted(
        "Ein Verkauf einer anderen Kasse mit demselben Namen blieb, wo er ist. Geben Sie jeder "
        "Kasse einen eigenen Namen.",
        "{count} Verkäufe einer anderen Kasse mit demselben Namen blieben, wo sie sind. Geben Sie "
        "jeder Kasse einen eigenen Namen.",
    ),
    manager_title="Die Leitung entscheidet",
    asks={
        DecisionKind.CHARGE_DESPITE_DOUBT: "{amount} von {customer} einziehen, obwohl noch "
        "nicht bekannt ist, ob {earlier} von {time} bezahlt sind. Diese frühere Zahlung wird dann "
        "bei Stripe abgebrochen; ist es dafür zu spät, kann beides bezahlt sein.",
        DecisionKind.CHARGE_AGAIN: "{amount} noch einmal von {customer} einziehen.",
        DecisionKind.ACCEPT_AS_STRIPE_SAYS: "Diesen Verkauf von {customer} so buchen, wie Stripe "
        "ihn zeigt.",
    },
    question_gone="Hier ist nichts mehr zu entscheiden. {news}. Ob jetzt noch etwas eingezogen "
    "wird, fragt die Kasse.",
    differs="Verlangt: {ours}. Stripe zeigt: {theirs}.",
    other_customer="ein anderer Kunde: {customer}",
    pin="PIN der Leitung",
    pin_again="Dieselbe PIN noch einmal",
    first_pin="Auf diesem Rechner wurde noch keine PIN gewählt. Die Leitung wählt jetzt eine: "
    "sechs bis zwölf Ziffern, zweimal; nicht nur eine Ziffer, nicht auf- oder abwärts gezählt.",
    reason="Grund",
    reason_placeholder="z. B. die Ablehnung der Bank wurde gezeigt",
    decide="Ausführen, Grund festhalten",
    back="Zurück, ohne zu entscheiden",
    looking="Stripe wird gefragt …",
    problems={
        "length": "Die PIN hat sechs bis zwölf Ziffern.",
        "too_simple": "Diese PIN ist sofort erraten: nur eine Ziffer, oder auf- oder abwärts "
        "gezählt. Eine andere wählen.",
        "different": "Die beiden PINs sind verschieden.",
        "already_set": "Inzwischen wurde eine PIN gewählt. Diese eingeben.",
        "no_pin": "Es wurde noch keine PIN gewählt.",
        "wrong": "Das ist nicht die PIN. Versuche, die bleiben: {tries}.",
        "locked": "Zu viele falsche PINs. In {seconds} s wieder versuchen.",
        "unavailable": "Die PIN ist nicht lesbar: {detail}",
        "spoilt": "Die gespeicherte PIN ist beschädigt. Im Schlüsselbund dieses Rechners den "
        "Eintrag „manager_pin“ von pos_app löschen; dann wird hier eine neue PIN gewählt.",
        "no_reason": "Den Grund in wenigen Worten nennen. Er bleibt beim Verkauf; die PIN gehört "
        "nicht hierher.",
        "same": "Stripe und der Verkauf stimmen wieder überein; es ist nichts zu entscheiden.",
        "foreign": "Was Stripe zeigt, ist nicht dieser Verkauf. Hier hilft nur der Support.",
        "changed_again": "Es wurde gerade noch einmal geändert. Noch einmal ansehen.",
        "no_consent": "Die Entscheidung wurde nicht freigegeben.",
        "no_answer": "Stripe hat nicht geantwortet. Wieder versuchen, wenn die Verbindung da ist.",
        "not_written": "Die Entscheidung ließ sich nicht aufschreiben. Platz schaffen, dann noch "
        "einmal versuchen.",
    },
)
