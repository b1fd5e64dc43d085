"""The sign-in page of local accounts: plain HTML, no script."""

from __future__ import annotations


def sign_in(*, failed: bool = False) -> str:
    """The form; `failed` says that the last try was refused, without saying why."""
    refused = (
        '<p class="state-box error" role="alert">Nom ou mot de passe refusé. Après plusieurs essais, '
        "le compte se bloque quelques minutes.</p>"
        if failed
        else ""
    )
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, '
        'initial-scale=1"><title>Connexion · Vigie</title><link rel="stylesheet" href="style/vigie.css"></head><body>'
        '<header class="top-bar"><div class="app-name">Vigie</div><div class="patient-band"><span class="who">Connexion'
        '</span></div></header><main class="find"><form class="find-box" method="post">'
        f"<h1>Se connecter</h1>{refused}"
        '<label>Nom<input class="field" name="name" autocomplete="username" required autofocus></label>'
        '<label>Mot de passe<input class="field" name="password" type="password" autocomplete="current-password" '
        'required></label><button class="button primary" type="submit">Entrer</button></form></main></body></html>'
    )
