import { Link } from '@tanstack/react-router'
import mark from '../ui/mark.svg'
import classes from './shell.module.css'

export function Brand() {
  return (
    <Link to="/" className={classes.brand} aria-label="Swath, to the map">
      <img src={mark} width={26} height={26} alt="" />
      Swath
    </Link>
  )
}
